# exercise: loss_class_trace
# earns: homework_classes
# says: was graded as a script
'''
W4T1-1 step into：
1. loss_functoin = nn.CrossEntropyLoss()，进入 CrossEntropyLoss 类的 __init__
2. super(CrossEntropyLoss, self).__init__ 进入 _WeightedLoss.__init__
3. super(_WeightedLoss, self).__init__ 进入 _Loss.__init__
4. super(_Loss, self).__init__()，进入 class Module(object)
'''
import torch.nn as nn

loss_functoin = nn.CrossEntropyLoss()
