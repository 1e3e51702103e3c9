# exercise: image_grid
# earns: nothing
# says: no tiles are seen
# the batch as it is, without make_grid
import torchvision.transforms as transforms
from tools.my_dataset import RMBDataset
from torch.utils.data import DataLoader
from torch.utils.tensorboard import SummaryWriter

transform = transforms.Compose([transforms.Resize((32, 64)), transforms.ToTensor()])
loader = DataLoader(RMBDataset("../data/rmb_split/train", transform), batch_size=16)
for images, labels in loader:
    writer = SummaryWriter("runs/images")
    writer.add_images("batch", images, 0)
    writer.close()
    break
