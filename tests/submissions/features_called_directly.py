# exercise: alexnet_features
# earns: homework_picture, homework_maps
# says: the layer is called by itself, without register_forward_hook
# the lesson's way: the layer is called, there is no hook
import torch
import torchvision.models as models
import torchvision.transforms as transforms
import torchvision.utils as vutils
from PIL import Image
from torch.utils.tensorboard import SummaryWriter

transform = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor()])
image = transform(Image.open("lena.png").convert("RGB"))[None]

writer = SummaryWriter()
alexnet = models.alexnet(pretrained=True)
fmap_1 = alexnet.features[0](image)
fmap_1.transpose_(0, 1)
grid = vutils.make_grid(fmap_1, normalize=True, scale_each=True, nrow=8)
writer.add_image("feature map in conv1", grid, global_step=322)
writer.close()
