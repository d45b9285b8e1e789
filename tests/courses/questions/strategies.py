"""Questions of every kind, for property tests."""

from fractions import Fraction

from hypothesis import strategies as st

from courses.questions.drafts import QuestionDraft
from courses.questions.gift.text import strange_character
from courses.questions.kinds.fill_in import ANYTHING, make_answers, normal
from courses.questions.kinds.options import make_options

SIGNS = "~=#{}:\\%[]/$*＝１Ａ -> html\n"
text = (
    st.text(
        st.one_of(st.sampled_from(SIGNS), st.characters(exclude_categories=["Cs"])), max_size=30
    )
    .map(lambda s: s if not any(strange_character(part) for part in s.split("\n")) else "题")
    .map(str.strip)
)
words = text.filter(bool)
one_line = words.map(lambda s: " ".join(s.split())).filter(bool)
shares = st.builds(Fraction, st.integers(0, 19), st.just(20))


@st.composite
def single(draw):
    texts = draw(st.lists(words, min_size=2, max_size=6, unique=True))
    weights = [Fraction(1)] + [
        draw(st.sampled_from([Fraction(0), Fraction(-1, 2), Fraction(1, 3)])) for _ in texts[1:]
    ]
    weights = draw(st.permutations(weights))
    return "single", make_options([(t, w, draw(text)) for t, w in zip(texts, weights, strict=True)])


@st.composite
def multiple(draw):
    texts = draw(st.lists(words, min_size=2, max_size=8, unique=True))
    right = draw(st.integers(1, len(texts)))
    wrong = [-draw(shares) for _ in texts[right:]]
    weights = draw(st.permutations([Fraction(1, right)] * right + wrong))
    return "multiple", make_options(
        [(t, w, draw(text)) for t, w in zip(texts, weights, strict=True)]
    )


@st.composite
def true_false(draw):
    return "true_false", {
        "answer": draw(st.booleans()),
        "feedback_wrong": draw(text),
        "feedback_right": draw(text),
    }


@st.composite
def fill_in(draw):
    usable = words.filter(lambda s: normal(s) and normal(s) != ANYTHING and "->" not in s)
    texts = draw(st.lists(usable, min_size=1, max_size=5, unique_by=normal))
    weights = [Fraction(1)] + [draw(shares) for _ in texts[1:]]
    return "fill_in", make_answers(
        [(t, w, draw(text)) for t, w in zip(texts, weights, strict=True)]
    )


kinds_and_bodies = st.one_of(single(), multiple(), true_false(), fill_in())
absurd = st.lists(
    st.one_of(st.text(max_size=20), st.sampled_from(["1", "2", "true", "false"])), max_size=8
)


@st.composite
def drafts(draw):
    kind, body = draw(kinds_and_bodies)
    return QuestionDraft(draw(one_line)[:120].strip(), kind, draw(words), body, draw(text))
