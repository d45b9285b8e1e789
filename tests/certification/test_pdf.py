"""Fonts and PDF: what is printed is what was meant."""

import io
import json
import unicodedata
from itertools import pairwise

import pymupdf
import pytest
from django.core.management import call_command
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from academy.certification.fonts import Weight, build_fonts, font_path, unprintable_characters
from academy.certification.models import Certificate
from academy.certification.pdf import check_url, render_pdf
from academy.core import clock
from tests.factories.certification import make_certificate, make_programme
from tests.factories.people import make_user

NAME = "阿依古丽·买买提"
SIZE = 120


def certificate(**fields) -> Certificate:
    """An unsaved certificate."""
    snapshot = {
        "name": NAME,
        "title": "结业证书",
        "statement": "参加 Wagtail 学习，得 0 1 2 3 4 5 6 7 8 9 分，“合格”（准予结业）。",
        "issuer": "吉林长春社区干部学院",
        "scope": "",
        "hours": {"year": 2026, "total": "12.50"},
        "issued_on": "2026-11-23",
        "replaces": "",
    }
    snapshot |= {key: fields.pop(key) for key in list(fields) if key in snapshot}
    values = {"number": "CC20268K3M9QW2TZ7", "issued_at": clock.now()} | fields
    return Certificate(snapshot=snapshot, **values)


def page_of(**fields) -> pymupdf.Page:
    document = pymupdf.open(stream=render_pdf(certificate(**fields)), filetype="pdf")
    assert document.page_count == 1
    return document[0]


def text_of(page: pymupdf.Page) -> str:
    return unicodedata.normalize("NFKC", page.get_text()).replace("\n", "").replace(" ", "")


def cropped(image: Image.Image) -> Image.Image:
    """The ink alone, black on white whatever its colour, brought to one size."""
    ink = image.point(lambda level: 255 if level > 100 else 0)
    return ink.crop(ink.getbbox()).resize((64, 64))


def drawn_by_pillow(character: str, weight: Weight) -> Image.Image:
    font = ImageFont.truetype(str(font_path(weight)), SIZE)
    image = Image.new("L", (2 * SIZE, 2 * SIZE), 0)
    ImageDraw.Draw(image).text((SIZE // 2, SIZE // 4), character, font=font, fill=255)
    return cropped(image)


def printed(page: pymupdf.Page, words: str) -> list[tuple[str, Image.Image]]:
    """Every character of the first span that reads `words`, as printed."""
    spans = [
        span
        for block in page.get_text("rawdict")["blocks"]
        for line in block.get("lines", [])
        for span in line["spans"]
    ]
    read = [("".join(c["c"] for c in span["chars"]), span) for span in spans]
    span = next(span for text, span in read if words in text)
    scale = SIZE / span["size"]
    return [(c["c"], picture(page, c["bbox"], scale)) for c in span["chars"] if c["c"].strip()]


def picture(page: pymupdf.Page, box: tuple, scale: float) -> Image.Image:
    clip = pymupdf.Rect(box[0], box[1] - 2, box[2], box[3] + 2)
    pixels = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), clip=clip, colorspace="GRAY")
    image = ImageChops.invert(Image.open(io.BytesIO(pixels.tobytes("png"))).convert("L"))
    return cropped(image)


def difference(one: Image.Image, other: Image.Image) -> float:
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


def test_the_text_of_the_page_reads_as_written(settings):
    settings.DEMO_ACCOUNTS = False
    text = text_of(page_of())
    for words in (
        "结业证书",
        NAME,
        "参加Wagtail学习,得0123456789分,“合格”(准予结业)。",
        "吉林长春社区干部学院",
        "2026年11月23日",
        "截至颁发之日,2026年度累计12.5学时",
        "CC20268K3M9QW2TZ7",
    ):
        assert words in text
    assert "演示样本" not in text
    assert "作废" not in text


@pytest.mark.parametrize(
    ("field", "words", "weight"),
    [
        ("title", "结业证书", Weight.BOLD),
        ("name", NAME, Weight.BOLD),
        ("name", "A B G R a b d e 0 2 3 5", Weight.BOLD),
        ("statement", "准予结业书 A B G Q a b g q 0 2 3 4 5 6 7 8 9", Weight.REGULAR),
    ],
)
def test_the_shapes_on_the_page_are_those_of_the_characters(settings, field, words, weight):
    settings.DEMO_ACCOUNTS = False
    page = page_of(**{field: words})
    shapes = printed(page, words)
    assert words.replace(" ", "") in "".join(character for character, _ in shapes)
    others = [drawn_by_pillow(character, weight) for character in "永国龙鑫"]
    for character, shape in shapes:
        if character == "·":
            continue
        own = difference(shape, drawn_by_pillow(character, weight))
        assert own < 30, (character, own)
        assert own < min(difference(shape, other) for other in others), character


def test_fonts_are_embedded_and_no_other_is_used():
    document = page_of().parent
    fonts = document.get_page_fonts(0)
    assert {name.split("+")[1] for _, _, _, name, *_ in fonts} == {
        "AcademySansSC-Regular",
        "AcademySansSC-Bold",
    }
    assert all(document.extract_font(xref)[3] for xref, *_ in fonts)


def test_grafted_glyphs_are_those_of_their_own_file(settings):
    """A character that only a numbered file has looks in the built font as it looks there."""
    files = settings.NODE_MODULES / "@fontsource" / "noto-sans-sc" / "files"
    donor = files / "noto-sans-sc-100-400-normal.woff"
    characters = [chr(code) for code in TTFont(donor).getBestCmap() if code > 0x4E00]
    assert len(characters) > 20
    font = ImageFont.truetype(str(donor), SIZE)
    for character in characters[:40]:
        image = Image.new("L", (2 * SIZE, 2 * SIZE), 0)
        ImageDraw.Draw(image).text((SIZE // 2, SIZE // 4), character, font=font, fill=255)
        if image.getbbox():
            own = difference(cropped(image), drawn_by_pillow(character, Weight.REGULAR))
            assert own < 30, (character, own)


def test_a_sample_and_a_void_certificate_say_so(settings):
    settings.DEMO_ACCOUNTS = True
    assert "演示样本" in text_of(page_of())
    void = text_of(page_of(state="void", revoked_at=clock.now()))
    assert "已作废" in void
    assert "作废" in void.replace("已作废", "", 1)


def test_a_long_name_shrinks_and_stays_on_one_line():
    name = "阿卜杜热合曼·艾则孜·买买提伊明江·阿不都克力木江艾山"
    page = page_of(name=name)
    shapes = printed(page, name)
    assert "".join(character for character, _ in shapes) == name
    (box,) = page.search_for(name)
    assert box.x0 > 60
    assert box.x1 < page.rect.width - 60


def test_the_longest_texts_stay_on_the_page_and_off_each_other():
    texts = {"title": "证" * 80, "name": "阿" * 80, "statement": "学" * 200, "issuer": "院" * 80}
    page = page_of(**texts, scope="班" * 80)
    foot = page.search_for("证书编号")[0]
    tops = [page.search_for(words)[0] for words in ("院" * 10, "证" * 10, "阿" * 10, "学" * 10)]
    rest = [page.search_for(words)[-1] for words in ("学" * 10, "班" * 10, "截至颁发之日")]
    for upper, lower in pairwise([*tops, *rest[1:], foot]):
        assert upper.y0 < lower.y0
    for upper, lower in pairwise([*rest, foot]):
        assert upper.y1 <= lower.y0 + 1


def test_the_class_is_printed_where_there_is_one(settings):
    settings.DEMO_ACCOUNTS = False
    page = page_of(scope="社区书记示范培训班")
    assert "".join(character for character, _ in printed(page, "示范")) == "社区书记示范培训班"
    assert "示范班" not in text_of(page_of())


def test_what_people_write_is_never_run():
    name = '#sys.version ] #panic("x") *b* $x$ <a> \\'
    assert name.replace(" ", "") in text_of(page_of(name=name))


def test_rare_characters_are_known_as_unprintable():
    assert unprintable_characters(f"{NAME}㛃Ａ王㛃\u200b") == ["㛃", "\u200b"]


def test_building_again_does_nothing(capsys):
    assert build_fonts() is False
    call_command("build_fonts")
    assert "up to date" in capsys.readouterr().out
    stamp = json.loads((font_path(Weight.BOLD).parent / "stamp.json").read_text())
    assert stamp["source"].startswith("@fontsource/noto-sans-sc 5.")


def test_the_qr_code_leads_to_the_public_check(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://xueyuan.example/"
    assert check_url("CC1") == "https://xueyuan.example/certificates/CC1/"


def test_a_stored_certificate_prints(db):
    stored = make_certificate(make_programme(), make_user(name=NAME))
    assert render_pdf(stored).startswith(b"%PDF")
