"""A copy of the model runs, with hooks on tensor and layer and backward(); the CAM in numpy."""

import copy

import numpy as np
import torch
import torch.nn.functional as F


def normalise(array):
    return (array - array.min()) / (array.max() - array.min() + 1e-8)


def cam(features, fc_weight, class_index):
    weights = fc_weight.detach().numpy()[class_index]
    return normalise(np.tensordot(weights, features.detach().numpy(), axes=1))


def grad_cam(model, layer, image, class_index):
    place = [module is layer for module in model.modules()].index(True)
    twin = copy.deepcopy(model)
    target = list(twin.modules())[place]
    fmap, grad = [], []

    def farward_hook(module, data_input, data_output):
        fmap.append(data_output.detach().clone())
        data_output.register_hook(lambda g: grad.append(g.clone()))

    target.register_forward_hook(farward_hook)
    twin.zero_grad()
    output = twin(image.clone())
    one_hot = F.one_hot(torch.tensor([class_index]), output.shape[1])
    (one_hot * output).sum().backward()
    print("类别", class_index, "的得分", output[0, class_index].item())
    weights = F.adaptive_avg_pool2d(grad[0], 1)[0]
    result = (weights * fmap[0][0]).sum(0).clamp(min=0)
    return torch.from_numpy(normalise(result.numpy())).float()
