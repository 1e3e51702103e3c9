"""A batch as one picture: the homework's batch of sixteen first, then any batch.

一批图像拼成的一幅图：先是作业中的 16 幅，再是任意的一批。
"""

from hypothesis import given

from grader import assert_close, assert_one_of_pictures, assert_tiled, assert_unchanged, check
from reference.week5 import image_grid as reference


@check(
    6,
    homework=True,
    zh="事件文件里有一批图像拼成的一幅图",
    en="a picture made of a batch of images is in the event files",
)
def test_homework_picture(student):
    log = student.log(student.log_batch, images=reference.homework_batch())

    assert_tiled(log.images)


@check(
    1,
    homework=True,
    zh="16 幅 32×64 的图像，每行 4 幅：尺寸为 138×266，像素正确",
    en="sixteen images of 32 by 64 in rows of four: 138 by 266, every pixel right",
)
def test_homework_pixels(student):
    images = reference.homework_batch()
    want = reference.make_batch_grid(images)

    record = student.record_log(student.log_batch, images=images)

    assert_one_of_pictures(record.log.images, reference.shown(record, want), reference.grid(images))


@check(
    2, zh="任意一批图像的网格与 torchvision 一致", en="the grid of any batch equals torchvision's"
)
@given(batch=reference.batches())
def test_any_grid(student, batch):
    want = reference.make_batch_grid(**batch)

    assert_close(assert_unchanged(student.make_batch_grid, **batch), want)


@check(1, zh="任意一批图像写入的图都正确", en="the picture of any batch is right", examples=20)
@given(batch=reference.batches())
def test_any_picture(student, batch):
    want = reference.make_batch_grid(**batch)

    log = student.log(student.log_batch, **batch)

    assert_one_of_pictures(log.images, want, reference.grid(**batch))


@check(
    2,
    zh="归一化过的图像还原之后再写入，边框为黑色",
    en="normalised images are shown as they were before, in a black frame",
    examples=20,
)
@given(batch=reference.normalized_batches())
def test_any_normalized_picture(student, batch):
    want = reference.originals(**batch)

    log = student.log(student.log_normalized_batch, **batch)

    grid = reference.grid(batch["images"], batch["nrow"])
    # two roundings: undoing the normalisation in float32, then 256 steps
    assert_one_of_pictures(log.images, want, grid, within=2.0)
