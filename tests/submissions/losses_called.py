# exercise: loss_functions
# earns: homework_classification
# says: does not call these losses
# the lesson's script: some of the losses on small tensors
import torch
import torch.nn as nn

inputs = torch.tensor([[1, 2], [1, 3], [1, 3]], dtype=torch.float)
target = torch.tensor([0, 1, 1])
probabilities = torch.softmax(inputs, 1)
ones = torch.eye(2)[target]
print(nn.CrossEntropyLoss(reduction="none")(inputs, target))
print(nn.NLLLoss()(probabilities.log(), target))
print(nn.BCELoss()(probabilities, ones), nn.BCEWithLogitsLoss()(inputs, ones))
print(nn.L1Loss()(inputs, ones), nn.MSELoss()(inputs, ones), nn.SmoothL1Loss()(inputs, ones))
