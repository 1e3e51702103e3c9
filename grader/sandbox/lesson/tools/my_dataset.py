"""The banknotes of 1 and 100 yuan as a data set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from torch.utils.data import Dataset


class RMBDataset(Dataset[Any]):
    """Pictures below the folders "1" and "100", with the labels 0 and 1."""

    def __init__(self, data_dir: str, transform: Callable[[Any], Any] | None = None) -> None:
        self.label_name = {"1": 0, "100": 1}
        self.data_info = self.get_img_info(data_dir)
        self.transform = transform

    def __getitem__(self, index: int) -> tuple[Any, int]:
        path, label = self.data_info[index]
        picture = Image.open(path).convert("RGB")
        return (picture if self.transform is None else self.transform(picture)), label

    def __len__(self) -> int:
        return len(self.data_info)

    @staticmethod
    def get_img_info(data_dir: str) -> list[tuple[str, int]]:
        """Path and label of every picture.

        Raises:
            FileNotFoundError: there is none.
        """
        found = [
            (str(file), label)
            for label, name in enumerate(("1", "100"))
            for file in sorted(Path(data_dir, name).glob("*.jpg"))
        ]
        if not found:
            raise FileNotFoundError(2, "no such pictures", data_dir)
        return found
