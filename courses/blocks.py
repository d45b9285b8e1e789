"""What the text of a lesson is made of."""

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from courses.rules import MOMENT

TEXT_FEATURES = ["bold", "italic", "ul", "ol", "link"]


class CaseBlock(blocks.StructBlock):
    """A case from the work, with a question to think about."""

    title = blocks.CharBlock(label="案例标题")
    text = blocks.RichTextBlock(label="案例", features=TEXT_FEATURES)
    question = blocks.CharBlock(label="想一想", required=False)

    class Meta:
        label = "案例"
        icon = "form"
        template = "courses/blocks/case.html"


class PictureBlock(blocks.StructBlock):
    """A picture with its text twin (the image's alternative text) and a caption."""

    image = ImageBlock(label="图片")
    caption = blocks.CharBlock(label="图注", required=False)

    class Meta:
        label = "图片"
        icon = "image"
        template = "courses/blocks/picture.html"


class LessonBlocks(blocks.StreamBlock):
    """The blocks an author chooses from."""

    heading = blocks.CharBlock(label="小标题", template="courses/blocks/heading.html")
    paragraph = blocks.RichTextBlock(
        label="正文", features=TEXT_FEATURES, template="courses/blocks/paragraph.html"
    )
    picture = PictureBlock()
    case = CaseBlock()
    keypoints = blocks.ListBlock(
        blocks.CharBlock(label="要点"), label="要点", template="courses/blocks/keypoints.html"
    )


class SlideBlock(blocks.StructBlock):
    """A slide of a lecture, shown from a moment of its film on."""

    image = ImageBlock(label="图片")
    start = blocks.RegexBlock(
        regex=f"^{MOMENT}$",
        label="从什么时候开始",
        default="00:00",
        help_text="分:秒，或时:分:秒。例如 03:20。",
        error_messages={"invalid": "请写成 分:秒 或 时:分:秒，例如 03:20。"},
    )

    class Meta:
        label = "课件页"
        icon = "image"


class SlideBlocks(blocks.StreamBlock):
    """The slides of a lecture."""

    slide = SlideBlock()
