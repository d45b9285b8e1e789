"""What counts as seen on a page, and as foreign."""

import pytest

from tests.harness.language import foreign_texts


@pytest.mark.parametrize(
    "page",
    [
        "<p>Save</p>",
        "<p>保存 now</p>",
        '<a title="Edit">编辑</a>',
        '<input type="submit" value="Search">',
        '<button aria-label="Actions">操作</button>',
        "<template><p>Close</p></template>",
        "<svg></svg>Tail",
        "<svg><title>Close</title></svg>",
        "<p>课s</p>",
    ],
)
def test_seen(page):
    assert len(foreign_texts(page)) == 1


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>支持 PNG、PDF，不超过 10 MB</p>",
        "<p>https://example.org/Path 或 name@example.org，见 list.html</p>",
        "<p>编号 CC2026APRSPNAD82S，<kbd>Ctrl</kbd>，courses.lessonpage</p>",
        '<input value="typed by somebody"><textarea>typed</textarea>',
        "<script>const word = 1</script><style>p { color: red }</style>",
    ],
)
def test_passed_over(page):
    assert foreign_texts(page) == []
