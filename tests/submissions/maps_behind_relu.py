# exercise: alexnet_features
# earns: homework_picture
# says: they come from behind the ReLU
# the hook is on the ReLU behind the convolution
import torchvision.models as models
import torchvision.transforms as transforms
import torchvision.utils as vutils
from PIL import Image
from torch.utils.tensorboard import SummaryWriter

transform = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor()])
image = transform(Image.open("lena.png").convert("RGB"))[None]

alexnet = models.alexnet(weights="DEFAULT").eval()
maps = []
alexnet.features[1].register_forward_hook(lambda m, i, o: maps.append(o.detach().clone()))
alexnet(image)
with SummaryWriter() as writer:
    grid = vutils.make_grid(maps[0].transpose(0, 1), nrow=8, normalize=True, scale_each=True)
    writer.add_image("conv1", grid)
