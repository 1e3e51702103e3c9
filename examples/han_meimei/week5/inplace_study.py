"""What ReLU(inplace=True) does to a kept feature map.  韩梅梅"""

import copy

import torch
from torch import nn


def with_inplace(model, inplace):
    model = copy.deepcopy(model)
    for m in model.modules():
        if isinstance(m, nn.ReLU):
            m.inplace = inplace
    return model


def raw_hook_output(model, image):
    fmap = []
    conv1 = next(m for m in model.modules() if isinstance(m, nn.Conv2d))
    handle = conv1.register_forward_hook(lambda m, i, o: fmap.append(o))  # 不要 clone
    with torch.no_grad():
        model(image)
    handle.remove()
    return fmap[0]


def study(model, image):
    facts, maps, outputs = {}, [], []
    for flag in (True, False):
        net = with_inplace(model, flag).eval()
        fmap = raw_hook_output(net, image)
        name = str(flag).lower()
        facts[f"inplace_{name}_min"] = fmap.min().item()
        facts[f"negative_fraction_{name}"] = (fmap < 0).float().mean().item()
        maps.append(fmap)
        outputs.append(net(image))
    facts["maps_equal"] = torch.equal(*maps)
    facts["relu_of_false_equals_true"] = torch.equal(maps[1].relu(), maps[0])
    facts["model_outputs_equal"] = torch.allclose(*outputs)
    return facts
