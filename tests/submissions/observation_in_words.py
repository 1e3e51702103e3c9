"""
第五周 hook 作业的观察结果：
inplace=True 时，hook 里保存的是同一块内存，后面的 ReLU 原地修改了它，特征图里没有负数（最小值为 0）；
inplace=False 时，卷积的输出保留下来，其中有负数。
"""
# exercise: inplace_study
# earns: homework_study, homework_kept_map
# says: was graded as a script
# the observation in a docstring, in Chinese
