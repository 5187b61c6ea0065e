"""Reads the text of one picture: bytes on standard input, text on standard output. Run by path in a process of its own.

    python -I picture_child.py DATA_FOLDER MOST_PIXELS

A picture that breaks the libraries ends this process, not the program. Nothing but the standard library, Pillow and tesserocr
is imported; DATA_FOLDER holds eng.traineddata, whose hash the caller has compared with the manifest.
"""

from __future__ import annotations

import io
import sys

#: Address space in bytes, where the system can bound it: far above what a picture of the largest allowed size needs.
MEMORY = 2 * 1024**3
SPARSE = 11  # page segmentation mode of Tesseract: find as much text as possible, in no order


def main(folder: str, most: int) -> int:
    """Exit code 0 with the text, 3 where the picture is too large or is none."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        pass
    import tesserocr
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = most
    try:
        with Image.open(io.BytesIO(sys.stdin.buffer.read())) as picture:
            if picture.width * picture.height > most:
                return 3
            plain = picture.convert("RGBA" if "transparency" in picture.info or "A" in picture.mode else "RGB")
    except Exception:  # whatever Pillow makes of broken bytes
        return 3
    if plain.mode == "RGBA":
        paper = Image.new("RGBA", plain.size, "white")
        plain = Image.alpha_composite(paper, plain).convert("RGB")
    with tesserocr.PyTessBaseAPI(path=folder, lang="eng", psm=SPARSE) as reader:
        reader.SetImage(plain)
        text = reader.GetUTF8Text()
    sys.stdout.buffer.write(text.encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
