"""What the text of a lesson is made of."""

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

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
