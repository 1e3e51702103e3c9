"""Every sentence that the grader itself says, in Chinese and in English.

Sentences speak about the code, never about the person. Placeholders in braces
are filled by `Text.format`; both languages have the same ones.
"""

from __future__ import annotations

import locale
from collections.abc import Mapping

from .model import Clock, Outcome, Ruling, Text

# Rulings: one word each, in front of a check.

RULINGS: Mapping[Ruling, Text] = {
    Ruling.PASSED: Text("通过", "passed"),
    Ruling.FAILED: Text("未过", "failed"),
    Ruling.NOT_STARTED: Text("未开始", "not started"),
    Ruling.UNGRADED: Text("未计分", "ungraded"),
}

# Outcomes: what happened when a check ran. {seconds} and {megabytes} are the exercise's limits.

OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.HELD: Text("代码满足这一项", "the claim holds"),
    Outcome.BROKE: Text(
        "代码运行结束，但不满足这一项", "the code ran, but the claim does not hold"
    ),
    Outcome.RAISED: Text("运行中抛出了异常", "the code raised an exception"),
    Outcome.TIMED_OUT: Text(
        "超过时限，运行被停止（CPU 时间上限 {seconds} 秒，等待上限为其三倍）",
        "over the time limit ({seconds} s of CPU time, or three times that of waiting)",
    ),
    Outcome.OUT_OF_MEMORY: Text(
        "内存超过 {megabytes} MiB，运行被停止",
        "out of memory: more than {megabytes} MiB",
    ),
    Outcome.DIED: Text(
        "运行代码的进程意外结束，没有给出结果",
        "the process that ran the code died without an answer",
    ),
    Outcome.REFUSED: Text(
        "沙箱拒绝了代码要做的一个操作", "the sandbox refused something that the code tried to do"
    ),
    Outcome.UNREACHED: Text(
        "文件未能载入，检查没有运行", "the file could not be loaded, so its checks were not run"
    ),
    Outcome.UNDECIDED: Text(
        "程序无法判断这段文字", "no rule can tell whether this text holds what is asked for"
    ),
}

UNGRADED = Text(
    "这一项出错的是课程方，不是提交的代码：未计分，已记录并交给课程组",
    "the course is at fault here, not the submission:"
    " not scored, and recorded for the course staff",
)
FOR_A_PERSON = Text(
    "这一项是文字，要由老师来读：分数待定",
    "this is a text that a teacher has to read: the points wait for that",
)
UNGRADED_IN_PLACE = Text(
    "这一项出错的是课程方，不是这份代码：请把下面的内容告诉课程组",
    "the course is at fault here, not this code: the course staff will want to see what follows",
)

NOT_DEFINED = Text(
    "{file} 里没有 {name}：名称与模板一致，测试才找得到",
    "{file} has no {name}: the tests find it by its name in the stub",
)

# The report in the terminal.

POINTS = Text("{earned} / {possible} 分", "{earned} / {possible} points")
POINTS_WITHHELD = Text(
    "{earned} / {possible} 分（{withheld} 分待定）",
    "{earned} / {possible} points ({withheld} withheld)",
)
FIRST_FAILURE = Text("先看这一处：{claim}", "look here first: {claim}")

INPUT = Text("输入", "input")
OUTCOME = Text("结果", "outcome")
GOT = Text("得到", "got")
WANT = Text("应为", "want")
WHERE = Text("位置", "at")
DIAGNOSIS = Text("诊断", "diagnosis")
ERROR = Text("错误", "error")
NOTE = Text("说明", "note")
TEXT = Text("原文", "text")
RERUN = Text("重现", "rerun")
HINT = Text("提示", "hint")

STUDENT = Text("学生", "student")
TOTAL = Text("总分", "total")
SEED = Text("种子", "seed")
ISOLATION = Text("隔离", "isolation")
TIER = Text("{tier} 级：{layers}", "tier {tier}: {layers}")
TIER_PROCESS = Text(
    "无（process）：提交的代码未被隔离，只适用于可信的代码",
    "none (process): the code was not confined, for trusted code only",
)
NO_LAYERS = Text("没有生效的隔离层", "no layer is active")
COMMA = Text("、", ", ")

TIERS: Mapping[str, Text] = {
    "A": Text("A 级：最强的一级", "tier A: the strongest"),
    "B": Text(
        "B 级：没有命名空间，其余各层照常限制代码",
        "tier B: no namespaces; the other layers confine the code",
    ),
    "none": Text(
        "不能评阅：缺少必需的隔离层", "nothing can be graded: a layer that must be there is not"
    ),
}
ACTIVE = Text("生效", "active")
INACTIVE = Text("未生效", "inactive")
NEEDS = Text("需要：{needs}", "needs: {needs}")

CLASS = Text("全班的评阅结果", "How the class did")
HANDED_IN_COUNT = Text("已交：{count} 人", "handed in: {count}")
NOT_HANDED_IN = Text("没有交：{count} 人", "not handed in: {count}")
WITHOUT_REPORT = Text("交了但没有评阅结果：{count} 人", "handed in, but not graded: {count}")
MEAN_SHARE = Text(
    "得分率：平均 {mean} %，中位数 {median} %",
    "share of the points: mean {mean} %, median {median} %",
)
DISTRIBUTION = Text("得分的分布", "distribution of scores")
SHARE = Text("得分率", "share")
STUDENTS = Text("学生", "students")
MISCONCEPTIONS = Text("常见的误解", "common misconceptions")
NO_MISCONCEPTIONS = Text("没有诊断出误解", "none was diagnosed")
EXERCISES = Text("各个练习", "exercises")
HARDEST_FIRST = Text("最难的在前；百分数是平均得分率", "hardest first; per cent is the mean share")
STARTED = Text("已开始：{count} 人", "started by: {count}")
PASSED_BY = Text("通过", "passed by")
SEARCH = Text("查找", "search")
WITHHELD = Text("待定", "withheld")

LINES_CUT = Text("……（略去 {count} 行）", "... (lines left out: {count})")
REPORT_OF = Text("评阅报告：{student}", "Report: {student}")
WEEK = Text("周", "week")
EXERCISE = Text("练习", "exercise")
CHECK = Text("检查", "check")
CLAIM = Text("要求", "claim")
SCORE = Text("得分", "score")
RULED = Text("{count} 项{ruling}", "{count} {ruling}")
POSSIBLE = Text("满分", "possible")
RULING = Text("结论", "ruling")
SECONDS = Text("用时（秒）", "seconds")

LANGUAGE = Text("语言", "language")
POINTS_AT_CHART = Text(
    "实线：代码给出的；虚线：应有的", "solid: what the code gave; dashed: what should be there"
)
POINTS_AT_PICTURES = Text(
    "左：代码给出的，框出的是不符的部分；右：应有的",
    "left: what the code gave, with a frame around what differs; right: what should be there",
)
PICTURES_LEFT_OUT = Text(
    "这一页太大，图没有放进来", "the page would be too large with its pictures"
)
POINTS_AT_GOT = Text("代码给出的", "what the code gave")
POINTS_AT_WANT = Text("应有的", "what should be there")
HINTS = Text("提示（共 {count} 条）", "hints ({count})")
HINT_OF = Text("提示 {number}", "hint {number}")
ABOUT = Text("关于这次评阅", "about this grading")
LAYER = Text("隔离层", "layer")
STATE = Text("状态", "state")
STOPS = Text("拦住什么", "what it stops")
VERSIONS = Text("版本", "versions")
FORM = Text("形式", "form")
FILE = Text("文件", "file")

COLUMNS_CUT = Text("……（这一行共 {count} 个字符）", " ... (the line has {count} characters)")

# The comment on a pull request; comment.yml reads these lines without running them.

NOTHING_GRADED = Text(
    "没有评阅结果，原因见运行记录：{run}", "Nothing was graded; the log of the run says why: {run}"
)
WORKFLOW_CHANGED = Text(
    "改动了 .github 的拉取请求不评阅，因为 GitHub 会运行它自己的工作流。"
    "把 .github 恢复原样后再推送一次。",
    "A pull request that changes .github is not graded, because GitHub would run its own workflows."
    " Push once more with .github as it was.",
)

# The commands.

HELP_GRADER = Text("PyTorch 框架班的自动评阅", "the autograder of the PyTorch framework class")
HELP_LANG = Text(
    "报告的语言，默认随系统区域设置", "language of the report; the locale's by default"
)
HELP_COURSE = Text(
    "课程文件夹（含 course.toml），默认从当前文件夹向上查找",
    "course folder, with a course.toml; by default looked for upwards from here",
)
HELP_SUBMIT = Text(
    "评阅一名学生的文件夹，打印报告", "grade one student's folder and print the report"
)
HELP_FOLDER = Text("学生的文件夹", "the student's folder")
HELP_NAME = Text(
    "练习的名称，如 inplace_study 或 week5/inplace_study",
    "name of an exercise: inplace_study or week5/inplace_study",
)
HELP_EXERCISE = Text(
    "只限这个练习或这一周，如 inplace_study 或 week5；可重复",
    "this exercise or week only, such as inplace_study or week5; may be repeated",
)
HELP_MAP = Text(
    "指定某个文件回答哪个练习，如 --map 作业.py=tensorboard_line；可重复",
    "which exercise a file answers, such as --map homework.py=tensorboard_line; may be repeated",
)
HELP_CHANGED_FROM = Text(
    "只评阅与这个文件夹中的文件不同的练习，如拉取请求的目标分支",
    "grade only exercises whose files differ from those in this folder, such as the base of a"
    " pull request",
)
HELP_STUDENT = Text(
    "学生标识，默认是文件夹的名称", "the student's id; by default the folder's name"
)
HELP_SEED = Text(
    "随机种子，默认取自 course.toml；种子相同，结论相同",
    "seed, by default course.toml's; the same seed gives the same verdicts",
)
HELP_JSON = Text("输出 JSON（格式见 docs/json.md）", "print JSON (docs/json.md describes it)")
HELP_FORMAT = Text(
    "报告的格式，可写入文件，如 --format html=报告.html；可重复。有：{names}",
    "format of the report, and a file for it, such as --format html=report.html; may be repeated."
    " There are: {names}",
)
UNKNOWN_FORMAT = Text("没有这种格式；有：{names}", "no such format; there are: {names}")
ONE_ON_STDOUT = Text(
    "只有一种格式可以写到标准输出，其余的请用 --format 名称=文件 指定文件",
    "only one format can go to standard output: name a file for the others, --format NAME=FILE",
)
FORMAT_NEEDS = Text(
    "格式 {name} 需要环境变量：{variables}", "format {name} needs these variables: {variables}"
)
NOT_A_FILE = Text(
    "{file}：不能写入，它所在的文件夹不存在，或者它不是普通文件",
    "{file}: cannot be written; its folder is missing, or it is no plain file",
)
NOT_WRITTEN = Text("{file}：未能写入：{error}", "{file}: could not be written: {error}")
HELP_GRADESCOPE = Text("生成 Gradescope 的自动评阅压缩包", "make the autograder zip for Gradescope")
HELP_GRADESCOPE_ZIP = Text("压缩包的文件名", "the zip file to write")
HELP_VISIBILITY = Text(
    "学生何时能看到结果，默认随时", "when students see the results; at once by default"
)
NO_SOURCE = Text(
    "{place}：这里没有程序的源代码（pyproject.toml）。"
    "请在源代码目录中安装（pip install -e）后再运行。",
    "{place}: the program's source is not here (pyproject.toml). Run it from a source checkout,"
    " installed with pip install -e.",
)
HELP_REPORT = Text(
    "从成绩册取出报告，不重新评阅", "show reports from the gradebook, without grading again"
)
HELP_REPORT_OF = Text("学生标识：最近的一份报告", "a student's id: the newest report")
HELP_REPORT_CLASS = Text(
    "把全班的网页写到这个文件夹：index.html 和每人一页",
    "write the pages of a class into this folder: index.html and one for each student",
)
REPORT_OF_WHAT = Text(
    "请写一个学生标识，或用 --class 指定写全班网页的文件夹，二者选一",
    "name a student, or with --class a folder for the pages of a class; one of the two",
)
NO_REPORT = Text(
    "成绩册中没有“{student}”的报告。先用 grader submit 或 grader batch 评阅。",
    "the gradebook has no report on '{student}'. Grade first, with grader submit or grader batch.",
)
HELP_FAIL_UNDER = Text(
    "得分低于这个百分比时，退出码为 1", "exit with 1 when the score is below this percentage"
)
HELP_ISOLATION = Text(
    "隔离方式：full（默认，本机能做到的最强一级）；process 不隔离，只适用于可信的代码",
    "isolation: full (default, the strongest this machine has); process confines nothing and is"
    " for trusted code only",
)
HELP_FEEDBACK = Text(
    "把笔记本写回来，每个答案下面加一个反馈单元格；默认写成旁边的 名称.feedback.ipynb，"
    "原来的文件不会改动",
    "write the notebook back with a feedback cell under each answer; by default beside it, as"
    " NAME.feedback.ipynb; the original is left as it is",
)
FEEDBACK = Text("评阅：{exercise}", "Feedback: {exercise}")
FEEDBACK_WRITTEN = Text("反馈写在 {file}", "feedback written to {file}")
FEEDBACK_NONE = Text(
    "没有写反馈：这些练习都不是用笔记本回答的",
    "no feedback was written: none of these exercises was answered in a notebook",
)
FEEDBACK_MANY = Text(
    "没有写反馈：评阅了 {count} 个笔记本（{files}）。请去掉 --feedback-notebook 后面的文件名，"
    "每个笔记本旁边各写一份",
    "no feedback was written: {count} notebooks were graded ({files}). Leave out the name after"
    " --feedback-notebook, and each gets one beside it",
)
FEEDBACK_THERE = Text(
    "{file}：已经存在，不会覆盖。请换一个名称",
    "{file}: it is there already and is not overwritten. Choose another name",
)
FEEDBACK_FAILED = Text("{file}：无法写入：{error}", "{file}: cannot be written: {error}")
HELP_LIST = Text("列出课程的各周与练习", "list the weeks and exercises of the course")
HELP_HINT = Text("一次显示一条提示，再运行一次是下一条", "show one hint, the next one each time")
HELP_HINT_NUMBER = Text(
    "第几条提示，默认是上次那条的下一条，越往后越具体",
    "which hint; by default the one after the last that was shown, later ones say more",
)
HELP_PART = Text(
    "一周（如 week5）或一个练习，默认整个课程",
    "a week, such as week5, or an exercise; by default the whole course",
)
HELP_NEXT = Text(
    "下一个还没有完成的练习，以及要运行的命令", "the next exercise to solve, and what to run"
)
HELP_RESET = Text(
    "把一个练习恢复成最初的模板，写过的内容另存一份",
    "put an exercise back as it was handed out, with a backup of what was written",
)
HELP_WATCH = Text(
    "在终端里守候：文件一保存就在本机评阅，显示第一处错误",
    "stay in the terminal and grade in place what is saved, showing the first failure",
)
NEXT_EXERCISE = Text("下一个练习：{name}  {title}", "next exercise: {name}  {title}")
NEXT_STEPS = Text(
    "  编辑   {file}\n  运行   pytest {test}\n  提示   grader hint {name}",
    "  edit   {file}\n  run    pytest {test}\n  hint   grader hint {name}",
)
ALL_SOLVED = Text("这里的练习都已完成。", "All exercises here are solved.")
NO_STUB = Text(
    "{file}：这份课程没有保存最初的模板（由 grader handout 写出的才有）。若用 git 管理，可运行"
    " git log -- {file} 找回",
    "{file}: this course keeps no copy of its stubs, as one written by grader handout does. Where"
    " git keeps it, git log -- {file} finds it",
)
NOT_RESET = Text(
    "{file}：无法读写：{error}；答案没有改动",
    "{file}: cannot be read or written: {error}; the answer is as it was",
)
RESET = Text("{file} 已恢复成最初的模板", "{file} is as it was handed out")
BACKUP = Text("写过的内容保存在 {file}", "what was written is kept in {file}")
WATCH_NO_TERMINAL = Text(
    "grader watch 需要在终端里运行；不在终端时请用 pytest exercises/...",
    "grader watch needs a terminal; elsewhere use pytest exercises/...",
)
NO_PRACTICE = Text(
    "这里需要 Linux，或 macOS 与 Python 3.13 以上；请改用 pytest exercises/...",
    "this needs Linux, or macOS with Python 3.13 or later; use pytest exercises/... instead",
)
PRACTICE_GONE = Text(
    "运行练习的进程没能启动或意外结束；请运行 pytest exercises/... 查看原因",
    "the process that runs the exercises did not start, or has ended; pytest exercises/... will"
    " show the reason",
)
WATCH_PROGRESS = Text(
    "{week}  {earned} / {possible} 分  已完成 {done} / {planned} 个练习",
    "{week}  {earned} / {possible} points  {done} of {planned} exercises solved",
)
WATCH_STARTING = Text("{name}：正在启动……", "{name}: starting ...")
WATCH_RUNNING = Text(
    "{name}：正在运行，已有 {done} / {planned} 项结果……",
    "{name}: running, {done} of {planned} checks done ...",
)
WATCH_KEYS = Text("h 提示   r 重新运行   q 退出", "h hint   r run again   q quit")
HINT_NOT_KEPT = Text(
    "（记不住看到了第几条：课程文件夹中的 .grader 无法写入）",
    "(which hint was shown cannot be remembered: .grader in the course folder is not writable)",
)
LAST_HINT = Text(
    "这是最后一条；从头再看：{command}", "that was the last one; from the start: {command}"
)

HELP_HANDOUT = Text(
    "写出发给学生的一份：模板、测试、参考实现和评阅程序，没有解答",
    "write the student's copy: stubs, properties, oracles and the grader, no solutions",
)
HELP_OUT = Text("写到哪里：一个新的或空的文件夹", "where to: a new or an empty folder")
HELP_NOTEBOOKS = Text(
    "练习写成笔记本（.ipynb），而不是 .py 文件", "exercises as notebooks instead of Python files"
)
HANDED_OUT = Text(
    "{out}：已写好 {count} 个练习。给学生之前，可在其中运行 pip install -e . 和 grader submit .",
    "{out}: {count} exercises written. To try it first, run pip install -e . and grader submit ."
    " in it",
)

HELP_SIMILAR = Text(
    "列出一个班里相像的答案，供人查看，不下结论",
    "list the answers of a class that look alike, for a person to look at; no verdict",
)
HELP_AT_LEAST = Text("从百分之多少起列出，默认 80", "list from this percentage on, 80 by default")
HELP_SIMILAR_JSON = Text(
    "输出 JSON（docs/json.md 的“相像的答案”）", "print JSON (look-alikes in docs/json.md)"
)
SIMILAR_HEAD = Text(
    "供人查看，不是结论：题目小、讲法相同时，独立写出的代码也会相像。百分比是去掉模板、注释和命名之后相同的部分。",
    "For a person to look at, no verdict: where the task is small or the lesson the same, honest"
    " answers look alike too. The percentage is what is the same apart from stubs, comments and"
    " names.",
)
SIMILAR_OF = Text(
    "比较了 {students} 名学生的 {files} 个文件", "files compared: {files}, of students: {students}"
)
SIMILAR_NONE = Text("没有发现相像的答案。", "No answers look alike.")
SIMILAR_PLACES = Text("第 {left} 行 = 第 {right} 行", "lines {left} = lines {right}")

HELP_DOCTOR = Text(
    "课程自检：测试能放行正确答案、拦住错误答案",
    "the course checks itself: its tests pass what is right and fail what is wrong",
)
HELP_GRADEBOOK = Text(
    "成绩册：一个文件，或 postgresql://用户@主机/数据库；默认取环境变量 GRADER_GRADEBOOK，"
    "再默认是课程旁的 .grader/gradebook.db",
    "the gradebook: a file, or postgresql://user@host/database; by default GRADER_GRADEBOOK, else"
    " .grader/gradebook.db beside the course",
)
HELP_FRESH = Text(
    "全部重新评阅，不沿用以前的结论", "grade everything anew and reuse no earlier verdicts"
)
HELP_SANDBOX = Text(
    "显示本机的隔离：每一层是否生效、拦住什么、还缺什么",
    "show the isolation of this machine: what each layer stops, whether it is active, what it"
    " needs",
)
HELP_SANDBOX_JSON = Text(
    "输出 JSON（docs/json.md 的 isolation）", "print JSON (isolation in docs/json.md)"
)
HELP_SEEDS = Text("用多少个种子检验解答（默认 5）", "seeds to try the solutions under (default 5)")
HEALTHY = Text("正常", "healthy")
FINDINGS = Text("{count} 处问题", "findings: {count}")

STARTING = Text("正在启动……", "starting ...")
PROGRESS = Text("第 {done} 项，共 {planned} 项：{name}", "{done} of {planned}: {name}")
INTERRUPTED = Text("已中断，没有留下任何进程", "interrupted; no process is left behind")
LISTED = Text("{title}（{points} 分）", "{title} ({points} points)")
NO_HINT = Text("{name} 没有提示。", "{name} has no hints.")
HINT_NUMBER = Text("提示 {number}/{count}：{hint}", "hint {number}/{count}: {hint}")
NEXT_HINT = Text("下一条：{command}", "the next one: {command}")
NO_COURSE = Text(
    "{place}：这里和上层文件夹中都没有 course.toml。请在课程文件夹中运行，或用 --course 指定。",
    "{place}: no course.toml here or in any folder above. Run inside a course, or name one"
    " with --course.",
)
MAP_NO_NAME = Text(
    "--map {word}：没有写练习的名称，应为 --map {file}=练习，如 --map {file}=tensorboard_line",
    "--map {word}: the name of the exercise is missing: write --map {file}=NAME, such as"
    " --map {file}=tensorboard_line",
)
MAP_NO_FILE = Text(
    "--map {word}：没有写文件，应为 --map 文件={name}",
    "--map {word}: the file is missing: write --map FILE={name}",
)
MAP_REVERSED = Text(
    "--map {word}：写反了，文件在前，练习在后：--map {file}={name}",
    "--map {word}: the wrong way round, the file comes first: write --map {file}={name}",
)
NO_EXERCISE = Text(
    "课程中没有名为“{name}”的练习。是不是：{guess}",
    "no exercise of the course is called '{name}'. Perhaps: {guess}",
)
NO_SUCH_EXERCISE = Text(
    "课程中没有名为“{name}”的练习。grader list 列出全部名称",
    "no exercise of the course is called '{name}'. grader list shows all names",
)

# A broken course: file, entry, what is wrong, remedy.

COURSE_NONE = Text(
    "{file}：文件不存在或无法读取。请在含有 course.toml 的课程文件夹中运行。",
    "{file}: not there or not readable. Run inside a course, below a folder with a course.toml.",
)
COURSE_NO_FILE = Text(
    "{file}：文件不存在或无法读取。请创建它，或者从 {entry} 中去掉对应的一项。",
    "{file}: not there or not readable. Create it, or take its entry out of {entry}.",
)
COURSE_NOT_TOML = Text(
    "{file}：不是合法的 TOML：{problem}。请改正这一处语法。",
    "{file}: not valid TOML: {problem}. Mend the syntax there.",
)
COURSE_TOML_SHAPE = Text(
    "{file}：{problem}。请按这些键改写（带 ? 的可省略）：{keys}。",
    "{file}: {problem}. Rewrite it with these keys (those with ? may be left out): {keys}.",
)
COURSE_NOT_PYTHON = Text(
    "{file} 第 {line} 行：不是合法的 Python：{problem}。请改正这一处语法。",
    "{file}, line {line}: not valid Python: {problem}. Mend the syntax there.",
)
COURSE_TWICE = Text(
    "{file}：“{entry}”出现了两次。名称必须唯一（练习名在整个课程中唯一），请改名或删去一个。",
    "{file}: '{entry}' stands twice. Names are unique, those of exercises in the whole course;"
    " rename one or take it out.",
)
COURSE_POINTS = Text(
    "{file}：points 写的是 {stated}，各项 @check 之和是 {counted}。请改正其中之一。",
    "{file}: points says {stated}, the @check decorators add up to {counted}."
    " Correct one of the two.",
)
COURSE_DEADLINE = Text(
    "{file}：deadlines 中的“{week}”不是课程的一周，请改成 weeks 中的名称。",
    "{file}: '{week}' in deadlines is no week of the course; take a name out of weeks.",
)
COURSE_EMPTY_STUB = Text(
    "{file}：没有公开的函数或类。请在模板中写出练习要求的函数。",
    "{file}: no public function or class. Give the stub the functions of the contract.",
)
COURSE_NO_CHECKS = Text(
    "{file}：没有任何 @check。请至少写一个以 test_ 开头、带 @check 的函数。",
    "{file}: no @check at all. Write at least one function test_... with @check.",
)
COURSE_CHECK_PLACE = Text(
    "{file} 第 {line} 行：“{entry}”带有 @check，但不是文件顶层以 test_ 开头的普通函数。"
    "请改名为 test_{entry}，或移到顶层。",
    "{file}, line {line}: '{entry}' has @check but is no plain top-level function test_..."
    " Rename it test_{entry}, or move it to the top level.",
)
COURSE_CHECK_MISSING = Text(
    "{file} 第 {line} 行：“{entry}”没有 @check，恰好要有一个。"
    "请写上 @check(分值, zh=..., en=...)，或者改名。",
    "{file}, line {line}: '{entry}' has no @check and needs exactly one."
    " Add @check(points, zh=..., en=...), or rename the function.",
)
COURSE_CHECK_SHAPE = Text(
    "{file} 第 {line} 行：“{entry}”的 @check 不合规定。"
    '请写成 @check(8, zh="……", en="...")，可加 homework=True；全部是字面量，分值是正整数。',
    "{file}, line {line}: the @check of '{entry}' does not follow the rule."
    ' Write @check(8, zh="...", en="..."), homework=True if need be;'
    " literals only, points a positive integer.",
)

# What argparse says by itself, by its English text.

ARGPARSE_ZH: Mapping[str, str] = {
    "usage: ": "用法：",
    "options": "选项",
    "positional arguments": "参数",
    "show this help message and exit": "显示这段说明并退出",
    "show program's version number and exit": "显示版本号并退出",
    "%(prog)s: error: %(message)s\n": "%(prog)s：用法不对：%(message)s\n",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s：%(message)s",
    "the following arguments are required: %s": "缺少参数：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "expected one argument": "后面需要一个值",
    "invalid %(type)s value: %(value)r": "不是合适的值：%(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "没有 %(value)r 这个选择，可选：%(choices)s"
    ),
    "ambiguous option: %(option)s could match %(matches)s": (
        "%(option)s 不明确，可能是 %(matches)s"
    ),
}

# The gradebook.

REUSED = Text(
    "{count} 个练习与以前评阅过的完全相同，沿用其结论；--fresh 重新评阅",
    "exercises unchanged since an earlier grading, whose verdicts are shown again: {count}."
    " --fresh grades them anew",
)
GRADEBOOK_FOREIGN = Text(
    "{place}：这不是本程序的成绩册，或者由更新的版本写成，没有改动它。请升级本程序，"
    "或用 --gradebook 指定另一个位置。",
    "{place}: this is no gradebook of this program, or one that a newer version wrote; it was left"
    " as it is. Upgrade the program, or name another place with --gradebook.",
)
GRADEBOOK_URL = Text(
    "{place}：成绩册可以是一个文件的路径，或 postgresql://用户@主机/数据库。",
    "{place}: a gradebook is a file's path, or postgresql://user@host/database.",
)
GRADEBOOK_EXTRA = Text(
    "PostgreSQL 成绩册需要 psycopg：pip install 'pytorch-grader[postgres]'",
    "a gradebook in PostgreSQL needs psycopg: pip install 'pytorch-grader[postgres]'",
)
GRADEBOOK_LOCKED = Text(
    "成绩册 {place} 一直被另一个程序锁住：{error}。请等它结束，或结束它，再试一次。",
    "the gradebook {place} stays locked by another program: {error}. Wait for it or end it, then"
    " try again.",
)
GRADEBOOK_FULL = Text(
    "成绩册 {place} 所在的磁盘已满：{error}。请腾出空间，再试一次。",
    "the disk of the gradebook {place} is full: {error}. Make room there, then try again.",
)
GRADEBOOK_NO_DATABASE = Text(
    "{place}：这个文件不是成绩册，或已损坏：{error}。请恢复备份，或用 --gradebook 指定另一个位置。",
    "{place}: this file is no gradebook, or is damaged: {error}. Restore a copy, or name another"
    " place with --gradebook.",
)
GRADEBOOK_TROUBLE = Text(
    "成绩册 {place} 无法使用：{error}。可用 --gradebook 指定另一个位置。",
    "the gradebook {place} cannot be used: {error}. --gradebook names another place.",
)

# A class.

HELP_BATCH = Text(
    "评阅一个班：文件夹中每个文件夹、压缩包、笔记本或 .py 是一名学生（docs/batch.md）",
    "grade a class: each folder, archive, notebook or .py in a folder is a student (docs/batch.md)",
)
HELP_CLASS = Text("全班的文件夹", "the folder of the class")
HELP_ROSTER = Text(
    "名单（CSV）：student 列是学号，可选 file 列（文件名）和 time 列（提交时间）；报告谁没有交",
    "the students (CSV): column student, and file (its name) and time (handed in) if need be;"
    " who is missing is reported",
)
HELP_JOBS = Text("同时进行几项，默认为处理器核数", "how many at a time; by default the cores")
HELP_CLUSTER = Text(
    "在 Dask 集群上评阅：tcp://主机:端口，或 local:N 在本机启动 N 个进程（docs/scale.md）",
    "grade on a Dask cluster: tcp://host:port, or local:N to start N workers here (docs/scale.md)",
)
CLUSTER_EXTRA = Text(
    "--cluster 需要 Dask：pip install 'pytorch-grader[cluster]'",
    "--cluster needs Dask: pip install 'pytorch-grader[cluster]'",
)
NO_CLUSTER = Text("集群 {place} 无法使用：{error}", "the cluster {place} cannot be used: {error}")
OTHER_COURSE = Text(
    "{root}：评阅进程读到的课程、程序版本或库版本与发起批阅的不同，没有评阅",
    "{root}: the judge reads another course, or has other versions, than the program that asked;"
    " nothing was graded",
)
HELP_CSV = Text(
    "把成绩写进这个 CSV 文件（UTF-8，Excel 可直接打开）",
    "write the marks into this CSV file (UTF-8, Excel opens it)",
)
NO_STUDENTS = Text(
    "{folder}：里面没有学生的文件夹、压缩包、笔记本或 .py",
    "{folder}: no student's folder, archive, notebook or .py in it",
)
PASSED_OVER = Text("没有当作学生：{names}", "not taken for students: {names}")
NOT_IN_ROSTER = Text("不在名单中：{names}", "not in the roster: {names}")
MISSING = Text("没有交：{names}", "handed in nothing: {names}")
HELP_DIFF = Text(
    "比较两次批阅：谁加分，谁减分，因为哪一项检查",
    "compare two runs over the class: who gains, who loses, by which check",
)
HELP_RUN = Text(
    "grader batch 打印的编号，或日期 2026-03-08（那一天的最后一次）",
    "the number that grader batch printed, or a date such as 2026-03-08 (the last of that day)",
)
NOT_PRINTED = Text(
    "结果没有全部写出（{error}）：标准输出所在的磁盘需要腾出空间，然后重新运行",
    "not everything could be printed ({error}): make room where standard output goes,"
    " then run it again",
)
NO_GRADEBOOK = Text(
    "没有成绩册 {place}：grader batch 或 grader submit 会生成它；--gradebook 可以指定另一处",
    "there is no gradebook {place}: grader batch or grader submit makes one;"
    " --gradebook names another",
)
NO_RUNS = Text(
    "成绩册 {place} 中还没有全班的批阅：先运行 grader batch",
    "the gradebook {place} holds no run over a class yet: run grader batch first",
)
NO_RUN = Text(
    "成绩册中没有“{name}”这次批阅。最近的几次：{known}",
    "the gradebook has no run '{name}'. The latest are: {known}",
)
DIFF_SUM = Text("加分 {up} 人，减分 {down} 人", "students who gain: {up}, who lose: {down}")
DIFF_GONE = Text("只在旧的一次中：{names}", "in the old run only: {names}")
DIFF_NEW = Text("只在新的一次中：{names}", "in the new run only: {names}")
DIFF_CHECKS = Text("按检查", "by check")
DIFF_COUNT = Text("加分 {up} 人，减分 {down} 人", "gain: {up}, lose: {down}")
RUN_BEGINS = Text("第 {run} 次批阅，学生 {count} 名", "run {run}, students: {count}")
RUN_GOES_ON = Text(
    "接着第 {run} 次批阅，学生 {count} 名", "going on with run {run}, students: {count}"
)
RUN_INTERRUPTED = Text(
    "已中断：评阅完的都在成绩册里，重新运行同一条命令会接着第 {run} 次批阅",
    "interrupted: what was graded is in the gradebook, and the same command goes on with run {run}",
)
STUDENT_DONE = Text(
    "[{done}/{planned}] {student}  {marks}", "[{done}/{planned}] {student}  {marks}"
)
DRAWING = Text("准备 {exercise} 的测试数据", "drawing the inputs of {exercise}")
DONE_FAILED = Text("{failed} 名未能评阅", "not graded: {failed}")
JUDGE_DIED = Text(
    "评阅进程意外结束（退出码 {code}），与提交的代码无关：未计分",
    "the process that graded it died (exit code {code}); the submission is not at fault and was"
    " not scored",
)
ROSTER_FILE = Text("名单 {file} 无法读取：{error}", "the roster {file} cannot be read: {error}")
ROSTER_COLUMNS = Text(
    "名单 {file}：第一行没有 student 列（也可写作 学号、学生、id 或 identifier）",
    "the roster {file}: its first line names no column student (id and identifier will do)",
)
ROSTER_TWICE = Text(
    "名单 {file} 第 {line} 行：{student} 出现了两次，请删去一行",
    "the roster {file}, line {line}: {student} stands twice; take one out",
)
ROSTER_TIME = Text(
    "名单 {file} 第 {line} 行：“{time}”不是时间，请写成 2026-03-08 23:59",
    "the roster {file}, line {line}: '{time}' is no time; write 2026-03-08 23:59",
)
PROBLEM = Text("问题", "problem")
COUNTED = Text("计入", "counts")
DEADLINE = Text("期限", "deadline")
ON_TIME = Text("{week}：按时，{points}", "{week}: on time, {points}")
LATE = Text(
    "{week}：迟交，按 {days} 天计，扣 {percent}%：{points}，计 {adjusted} 分",
    "{week}: late, counted as days: {days}, -{percent}%: {points}, of which {adjusted} count",
)
HANDED_IN = Text("提交时间", "handed in")
TIME_TOLD = Text("{time}（{told}）", "{time} ({told})")
TOLD_BY: Mapping[Clock, Text] = {
    Clock.GIT: Text("git 记录", "its git history"),
    Clock.ARCHIVE: Text("压缩包", "its archive"),
    Clock.ROSTER: Text("名单", "the roster"),
    Clock.NOW: Text("评阅时", "the time of grading"),
}

# The grader's own failures.

BROKEN_SANDBOX = Text(
    "沙箱出了故障，评阅没有完成，与提交的代码无关：{error}",
    "the sandbox failed and grading was not finished; the submission is not at fault: {error}",
)


def language(environment: Mapping[str, str]) -> str:
    """The language of the locale, "zh" or "en"; Chinese where it says neither."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(variable, ""):
            return "en" if value.startswith("en") else "zh"
    return "en" if (locale.getlocale()[0] or "").startswith("English") else "zh"
