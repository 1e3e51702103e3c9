# exercise: image_grid
# earns: homework_picture, homework_pixels
# says: was graded as a script
# save_image in place of TensorBoard
import torch
import torchvision

torch.manual_seed(1)
torchvision.utils.save_image(torch.rand(12, 3, 20, 30), "batch.png", nrow=6)
