# exercise: loss_class_trace
# earns: homework_classes
# says: was graded as a script
# printed from the classes themselves
from torch import nn

print([one.__name__ for one in nn.CrossEntropyLoss.__mro__])
