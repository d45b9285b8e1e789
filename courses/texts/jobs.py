"""The work of a job that reads a document."""

from __future__ import annotations

from wagtail.documents import get_document_model

from academy.core.errors import ActionError
from academy.jobs.run import Run
from courses.texts.actions import index_document, read_document


def read(run: Run) -> None:
    """`params`: {"document": id}. Where nothing can be read, it is found by its title alone."""
    document = get_document_model().objects.filter(pk=run.params["document"]).first()
    if document is None:
        run.progress(1, 1, "文档已经删除，不用再读。")
        return
    run.progress(0, 1, "正在读取文字")
    run.renew()
    try:
        text = read_document(document=document)
    except ActionError:
        with run.step():
            index_document(document_id=document.pk, text="")
        raise
    with run.step():
        index_document(document_id=document.pk, text=text)
        run.progress(1, 1, f"已读取 {len(text)} 字，可以搜到了。")
