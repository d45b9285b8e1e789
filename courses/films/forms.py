"""Input of the film's form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from wagtail.admin.forms import WagtailAdminModelForm

from courses.films import captions, chapters, rules
from courses.films.lines import fault_words
from courses.films.models import Film
from courses.films.queries import activities_showing
from courses.texts.reading import decode

MB = 1024 * 1024
# What an author writes of a film, besides its file.
WORDS = ["title", "captions", "no_captions_reason", "chapters"]
NAMED = 3
STILL_FIT = "换了影片文件，原来的字幕和章节仍然适合"
LINES = forms.Textarea(attrs={"rows": 8, "spellcheck": "false"})


class WatchedFileField(forms.FileField):
    """Says in words why an upload was not kept."""

    widget = forms.FileInput
    default_error_messages = {"empty": "这个文件是空的（0 字节）。请重新导出，再上传。"}

    def to_python(self, data: Any) -> Any:
        if refusal := getattr(data, "refusal", ""):
            raise ValidationError(refusal)
        return super().to_python(data)


class FilmFileField(WatchedFileField):
    """A film as far as one can tell before ffmpeg looks at it: suffix, first bytes, size."""

    default_error_messages = {"required": "请选择影片文件。", "missing": "请选择影片文件。"}

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if upload is not None and (refusal := upload_refusal(upload)):
            raise ValidationError(refusal)
        return upload

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """`data-upload`: sent by the admin's script, which shows how far it is."""
        return {"accept": ",".join(f".{suffix}" for suffix in rules.SUFFIXES), "data-upload": ""}


def upload_refusal(upload: Any) -> str:
    """Why an upload is no film we take, in words; empty if it may be one."""
    suffix = upload.name.rpartition(".")[2].lower()
    if suffix not in rules.SUFFIXES:
        return f"不接受这种文件。请上传影片（{'、'.join(rules.SUFFIXES)}）。"
    if upload.size > settings.FILM_MAX_MB * MB:
        return f"文件太大：最大 {settings.FILM_MAX_MB} MB。请压缩或剪短，再上传。"
    upload.seek(0)
    head = upload.read(rules.HEAD_BYTES)
    upload.seek(0)
    return "" if rules.is_film_container(head) else rules.NOT_A_FILM


class FilmForm(WagtailAdminModelForm):
    """A film's own words, and a new file where there is one."""

    original = FilmFileField(label="影片文件")
    captions_file = WatchedFileField(
        label="字幕文件",
        required=False,
        help_text=".vtt 或 .srt 文件，不超过 1 MB。选了文件，就替换下面的字幕。",
    )
    captions = forms.CharField(
        label="字幕",
        required=False,
        strip=False,
        widget=LINES,
        help_text="可以直接在这里改错字。错误会写明第几行。",
    )
    chapters_text = forms.CharField(
        label="章节",
        required=False,
        widget=LINES,
        help_text="一行一章，先写时间，空一格，再写标题，例如：01:30 怎样开头。",
    )
    still_fit = forms.BooleanField(
        label=STILL_FIT,
        required=False,
        help_text="换影片文件时，请改好上面的字幕和章节，或者勾选这里。",
    )

    class Meta:
        model = Film
        fields = ["title", "original", "captions", "no_captions_reason"]

    class Media:
        js = [Script("build/admin.js", type="module")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = f"最大 {settings.FILM_MAX_MB} MB，最长 {settings.FILM_MAX_MINUTES} 分钟。"
        again = "不换影片就不用选。" if self.instance.pk else ""
        self.fields["original"].help_text = f"MP4、MOV 等常见格式，{limits}{again}"
        self.fields["captions_file"].widget.attrs["accept"] = ".vtt,.srt"
        self.initial["chapters_text"] = chapters.as_lines(self.instance.chapters)
        if not (self.instance.captions or self.instance.chapters):
            del self.fields["still_fit"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        old_captions, old_chapters = self.instance.captions, self.instance.chapters
        self._read_captions(values)
        self._read_chapters(values)
        self._need_captions_where_shown(values)
        if "original" in self.changed_data and not values.get("still_fit"):
            if old_captions and values.get("captions") == old_captions:
                self.add_error("captions", _of_the_old_film("字幕"))
            if old_chapters and self.instance.chapters == old_chapters:
                self.add_error("chapters_text", _of_the_old_film("章节"))
        return values

    def save(self, commit: bool = True) -> Film:
        """Write what the form holds and nothing else: a job may have written the rest meanwhile."""
        film: Film = self.instance
        if not commit or film.pk is None:
            film = super().save(commit=commit)
        else:
            file = ["original"] if "original" in self.changed_data else []
            film.save(update_fields=[*WORDS, *file])
        return film

    @property
    def _duration_ms(self) -> int:
        """How long the film is; a new one has not been measured yet."""
        return 0 if "original" in self.changed_data else self.instance.duration_ms

    def _read_captions(self, values: dict[str, Any]) -> None:
        upload = values.get("captions_file")
        field = "captions_file" if upload else "captions"
        text = self._captions_text(upload) if upload else values.get("captions", "")
        if text is None:
            return
        reading = captions.read_captions(text, duration_ms=self._duration_ms)
        for words in fault_words(reading.faults):
            self.add_error(field, words)
        values["captions"] = captions.as_webvtt(reading.cues)

    def _need_captions_where_shown(self, values: dict[str, Any]) -> None:
        """What publishing asked for holds as long as the film is shown."""
        if values.get("captions") or values.get("no_captions_reason") or not self.instance.pk:
            return
        shown_in = activities_showing([self.instance]).get(self.instance.pk, [])
        titles = [f"《{activity.title}》" for activity in shown_in if activity.live]
        if titles:
            more = f"等 {len(titles)} 项学习活动" if len(titles) > NAMED else ""
            self.add_error(
                "no_captions_reason",
                f"学员正在{'、'.join(titles[:NAMED])}{more}里看这部影片：请留下字幕，或写明没有字幕的原因。",
            )

    def _captions_text(self, upload: Any) -> str | None:
        if upload.size > captions.MAX_BYTES:
            self.add_error("captions_file", "字幕文件太大：最大 1 MB。")
            return None
        text = decode(upload.read())
        if text is None:
            self.add_error("captions_file", "看不懂这个文件的文字。请另存为 UTF-8，再上传。")
        return text

    def _read_chapters(self, values: dict[str, Any]) -> None:
        text = values.get("chapters_text", "")
        reading = chapters.read_chapters(text, duration_ms=self._duration_ms)
        for words in fault_words(reading.faults):
            self.add_error("chapters_text", words)
        self.instance.chapters = reading.as_data()


def _of_the_old_film(what: str) -> str:
    return f"影片换了文件，这是原来影片的{what}。请改好，或者勾选“{STILL_FIT}”。"
