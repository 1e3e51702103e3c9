# exercise: alexnet_features
# earns: homework_picture, homework_maps
# says: was graded as a script
# a hook on conv1 of a trained AlexNet, which cannot be downloaded
import torchvision.models as models
import torchvision.transforms as transforms
import torchvision.utils as vutils
from PIL import Image
from torch.utils.tensorboard import SummaryWriter

writer = SummaryWriter(comment="conv1")
alexnet = models.alexnet(pretrained=True).eval()
maps = []
alexnet.features[0].register_forward_hook(lambda module, x, y: maps.append(y.detach().clone()))
picture = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor()])
alexnet(picture(Image.open("./lena.png").convert("RGB"))[None])
grid = vutils.make_grid(maps[0].transpose(0, 1), normalize=True, scale_each=True, nrow=8)
writer.add_image("feature map in conv1", grid, global_step=322)
writer.close()
