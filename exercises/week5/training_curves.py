"""Loss and accuracy while a network trains, Train and Valid in the same chart.

训练过程中的 Loss 与 Accuracy 曲线，Train 与 Valid 在同一幅图中。

TensorBoard draws one chart for each tag, with one curve for each run (a folder with event files)
that has the tag. So "in the same chart" means: the same tag in two runs, which is what
`add_scalars` writes, and what two writers in two folders with one tag write too. Two tags in one
run, such as "Loss/train" and "Loss/valid", are two charts.
TensorBoard 为每个标签画一幅图，含有该标签的每个 run（存放事件文件的文件夹）是图中的一条曲线。
因此“同一幅图”是指两个 run 用同一个标签：add_scalars 就是这样写的，两个文件夹中各一个 writer、
标签相同也可以。同一个 run 里的两个标签（如 "Loss/train" 与 "Loss/valid"）会画成两幅图。
"""

from torch import nn
from torch.utils.data import DataLoader


def log_curves(log_dir: str, history: list[dict[str, float]]) -> None:
    """Draw a history: both losses in one chart, both accuracies in another.

    画出一份训练记录：两条 Loss 曲线在一幅图中，两条 Accuracy 曲线在另一幅图中。

    Every curve has one point per epoch, and the epochs are numbered from 0 or from 1. Names of
    tags and runs are free; torch.utils.tensorboard and tensorboardX are both fine. Writers are
    closed (or flushed) before the function returns.
    每条曲线每轮一个点，轮数从 0 或 1 开始编号。标签和 run 的名称任意；torch.utils.tensorboard 与
    tensorboardX 均可。函数返回之前要关闭（或刷新）writer。

    Args:
        log_dir: folder for the event files / 存放事件文件的文件夹
        history: one dict per epoch with `train_loss`, `valid_loss`, `train_accuracy` and
            `valid_accuracy`
            每轮一个字典，含有 train_loss、valid_loss、train_accuracy、valid_accuracy
    """
    raise NotImplementedError


def train(
    model: nn.Module,
    train_loader: DataLoader,
    valid_loader: DataLoader,
    epochs: int,
    lr: float,
    log_dir: str,
) -> list[dict[str, float]]:
    """Train a classifier, validate it after every epoch, log the history and return it.

    训练一个分类器，每轮之后验证一次，写出训练记录并返回。

    Training: cross entropy of the logits that the model gives, SGD with `lr` (momentum allowed;
    no weight decay, no Nesterov), one step per batch with the gradient of that batch alone.
    Every epoch trains in train mode, and the training batches pass through the model in train
    mode that once only. Validation, and whatever else is measured, runs in eval mode and changes
    nothing about the model. Its mode afterwards is free.
    训练：模型给出 logits，用交叉熵损失；优化器为 SGD，学习率 lr（可以用动量，不用权重衰减与
    Nesterov）；每批更新一步，只用这一批的梯度。每一轮都在 train 模式下训练，训练数据在 train
    模式下每轮只通过模型一次。验证（以及其他测量）在 eval 模式下进行，不得改变模型。函数结束后
    模型处于哪种模式不作要求。

    Losses are means over all samples, of which the last batch may have fewer; accuracies are
    fractions between 0 and 1. Those of the training set are collected while the epoch trains, or
    measured after it.
    损失是对全部样本的平均（最后一批可能较小），准确率是 0 到 1 之间的比例。训练集的数值可以在
    训练过程中累计，也可以在该轮之后另行测量。

    Args:
        model: any network, trained in place / 任意网络，直接在它上面训练
        train_loader, valid_loader: give batches (inputs, class indices)
            依次给出 (输入, 类别下标)
        epochs: number of epochs / 训练轮数
        lr: learning rate, 0 included / 学习率，可以为 0
        log_dir: folder for the event files, as in `log_curves` / 同 log_curves

    Returns:
        the history that `log_curves` takes / log_curves 所接收的训练记录
    """
    raise NotImplementedError
