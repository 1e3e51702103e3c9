# exercise: alexnet_features
# earns: homework_picture
# says: output.clone() in the hook keeps them
# says: left a writer open
# the lesson's way: a hook on every convolution, outputs kept by the shape of the weight
import torch
import torchvision.models as models
import torchvision.transforms as transforms
import torchvision.utils as vutils
from PIL import Image
from torch.utils.tensorboard import SummaryWriter

transform = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor()])
image = transform(Image.open("lena.png").convert("RGB"))[None]

writer = SummaryWriter(comment="hooks")
alexnet = models.alexnet(pretrained=True)
kept = {}
for name, module in alexnet.named_modules():
    if isinstance(module, torch.nn.Conv2d):
        kept[str(module.weight.shape)] = []

        def keep(m, i, o):
            kept[str(m.weight.shape)].append(o)

        alexnet._modules["features"]._modules[name.split(".")[-1]].register_forward_hook(keep)
alexnet(image)
for shape, outputs in kept.items():
    maps = outputs[0].transpose(0, 1)
    grid = vutils.make_grid(maps, normalize=True, scale_each=True, nrow=8)
    writer.add_image(f"feature map in {shape}", grid, global_step=322)
