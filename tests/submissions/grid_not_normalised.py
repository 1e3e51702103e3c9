# exercise: image_grid
# earns: homework_picture, homework_pixels
# says: looks mostly black as it is
# the batch went through Normalize and is shown as it is
import torchvision.transforms as transforms
from tools.my_dataset import RMBDataset
from torch.utils.data import DataLoader
from torch.utils.tensorboard import SummaryWriter
from torchvision.utils import make_grid

steps = [
    transforms.Resize((32, 64)),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
]
loader = DataLoader(RMBDataset("data/rmb_split/train", transforms.Compose(steps)), 16, shuffle=True)
images, labels = next(iter(loader))
writer = SummaryWriter()
writer.add_image("input img", make_grid(images, nrow=4), 0)
writer.close()
