"""What is made of an uploaded film: a look at it, a 720p MP4, a poster. Knows no database."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from courses.films.ffmpeg import run_ffmpeg, source
from courses.films.rules import Look

# Square pixels, then into 1280x720 or 720x1280, never larger than it was.
FIT = (
    "scale=w='trunc(iw*sar/2)*2':h=ih,setsar=1,"
    "scale=w='min(iw,if(gte(iw,ih),1280,720))':h='min(ih,if(gte(iw,ih),720,1280))'"
    ":force_original_aspect_ratio=decrease:force_divisible_by=2"
)
PICTURE = "-c:v libx264 -preset veryfast -crf 23 -maxrate 2500k -bufsize 5000k -pix_fmt yuv420p"
SOUND = "-c:a aac -b:a 128k -ac 2 -ar 44100"
# Where and with what the film was taken is nobody's business.
BARE = "-sn -dn -map_metadata -1 -map_chapters -1"
# A key frame at least every two seconds: seeking is quick.
MP4 = "-fpsmax 30 -g 60 -movflags +faststart -f mp4"
ENCODE = f"{BARE} {PICTURE} {SOUND} {MP4}".split()
# The first picture that shows something, among those of the first second.
POSTER = "thumbnail=25,scale=w='min(960,iw)':h=-2:out_range=full,format=yuvj420p"

LENGTH = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d)\.(\d\d),", re.MULTILINE)
SIZE = re.compile(r"^#dimensions \d+: (\d+)x(\d+)$", re.MULTILINE)
SOUND_SEEN = "#media_type 0: audio"
TOO_LARGE = re.compile(r"Picture size (\d+x\d+) exceeds")
ONE_EACH = ["-map", "0:V:0?", "-frames:v", "1", "-map", "0:a:0?", "-frames:a", "1"]
ONE_EACH += ["-f", "framecrc", "-"]
SHORT = 60  # seconds; for what takes a moment on any machine

Beat = Callable[[int], None]


def look_at(path: Path, *, max_pixels: int) -> Look:
    """Decode one picture and one piece of sound. A file that is no film gives an empty look."""
    end = run_ffmpeg(*source(str(path), max_pixels=max_pixels), *ONE_EACH, seconds=SHORT)
    too_large = TOO_LARGE.search(end.errors)
    size = SIZE.search(end.out)
    return Look(
        width=int(size[1]) if size else 0,
        height=int(size[2]) if size else 0,
        duration_ms=_length_ms(end.errors),
        only_sound=not size and SOUND_SEEN in end.out,
        too_large=too_large[1] if too_large else "",
    )


def _length_ms(words: str) -> int:
    found = LENGTH.search(words)
    if found is None:
        return 0
    hours, minutes, seconds, hundredths = map(int, found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10


def make_rendition(
    path: Path, target: Path, *, max_pixels: int, max_minutes: int, seconds: float, beat: Beat
) -> None:
    """Write the film to `target` as it is played: at most 720p, H.264 and AAC, fast start.

    Stops a little after `max_minutes` of film. FfmpegError, FfmpegTimeout.
    """
    run_ffmpeg(
        *("-v", "error", "-progress", "pipe:1"),
        *source(str(path), max_pixels=max_pixels),
        *("-map", "0:V:0", "-map", "0:a:0?", "-t", str(max_minutes * 60 + 10), "-vf", FIT),
        *ENCODE,
        f"file:{target}",
        seconds=seconds,
        beat=beat,
    ).check()


def make_poster(path: Path, target: Path, *, at_ms: int, max_pixels: int) -> None:
    """Write a JPEG of one picture, at `at_ms` or soon after."""
    run_ffmpeg(
        *("-v", "error", "-ss", f"{at_ms / 1000:.3f}"),
        *source(str(path), max_pixels=max_pixels),
        *("-map", "0:V:0", "-frames:v", "1", "-vf", POSTER, "-q:v", "4"),
        *("-f", "image2", "-update", "1"),
        f"file:{target}",
        seconds=SHORT,
    ).check()
