# exercise: inplace_study
# earns: nothing
# says: line 28 is another layer
# line 28 of alexnet.py is another ReLU today: conv1 looks the same in both runs
import torch
import torchvision.models as models
import torchvision.transforms as transforms
import torchvision.utils as vutils
from PIL import Image
from torch.utils.tensorboard import SummaryWriter

transform = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor()])
image = transform(Image.open("lena.png").convert("RGB"))[None]

writer = SummaryWriter()
for inplace in (True, False):
    model = models.alexnet(pretrained=True).eval()
    model.features[9].inplace = inplace
    kept = {}
    model.features[0].register_forward_hook(lambda m, i, o: kept.update(conv1=o.detach()))
    model(image)
    grid = vutils.make_grid(kept["conv1"].transpose(0, 1), nrow=8, normalize=True, scale_each=True)
    writer.add_image(f"inplace={inplace}", grid)
writer.close()
