# exercise: alexnet_features
# earns: homework_picture
# says: the kept maps have no value below zero
# one hook on conv1, its output kept as it is: ReLU in place overwrites it
import torch
import torchvision.models as models
import torchvision.transforms as transforms
import torchvision.utils as vutils
from PIL import Image
from torch.utils.tensorboard import SummaryWriter

transform = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor()])
image = transform(Image.open("lena.png").convert("RGB"))[None]

alexnet = models.alexnet(weights="DEFAULT").eval()
maps = []
handle = alexnet.features[0].register_forward_hook(lambda m, i, o: maps.append(o.data))
with torch.no_grad():
    alexnet(image)
handle.remove()
with SummaryWriter() as writer:
    grid = vutils.make_grid(maps[0].permute(1, 0, 2, 3), nrow=8, normalize=True, scale_each=True)
    writer.add_image("conv1", grid)
