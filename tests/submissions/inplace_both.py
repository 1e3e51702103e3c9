# exercise: inplace_study
# exercise: alexnet_features
# earns: homework_study, homework_kept_map, homework_picture, homework_maps
# says: was graded as a script
# both values of inplace with a picture for each
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
    torch.manual_seed(1)
    model = models.alexnet(pretrained=True)
    model.features[1] = torch.nn.ReLU(inplace=inplace)
    out = []
    model.features[0].register_forward_hook(lambda m, i, o: out.append(o.detach()))
    model(image)
    print(inplace, out[0].min())
    grid = vutils.make_grid(out[0].transpose(0, 1), nrow=8, normalize=True, scale_each=True)
    writer.add_image(f"conv1 inplace={inplace}", grid)
writer.close()
