# exercise: image_grid
# earns: homework_picture, homework_pixels
# says: was graded as a script
# sixteen banknotes, make_grid with normalize
import torchvision.transforms as transforms
import torchvision.utils as vutils
from tools.my_dataset import RMBDataset
from torch.utils.data import DataLoader
from torch.utils.tensorboard import SummaryWriter

transform = transforms.Compose([transforms.Resize((32, 64)), transforms.ToTensor()])
data = RMBDataset("../../data/rmb_split/train", transform)
images, labels = next(iter(DataLoader(data, batch_size=16, shuffle=True)))
writer = SummaryWriter()
writer.add_image("input img", vutils.make_grid(images, nrow=4, normalize=True, scale_each=True), 0)
writer.close()
