"""The log of deliveries in Wagtail's admin: for looking only."""

from typing import Any

from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from academy.notices.models import Delivery, DeliveryQuerySet


class DeliveryIndexView(IndexView):
    """All deliveries, newest first."""

    def get_base_queryset(self) -> DeliveryQuerySet:
        return Delivery.objects.select_related("notice__person").order_by("-pk")


class DeliveryViewSet(ModelViewSet):
    """Who was written to about what, and what came of it."""

    model = Delivery
    name = "notice_deliveries"
    icon = "mail"
    menu_label = "消息发送记录"
    menu_hook = "register_reports_menu_item"
    index_view_class = DeliveryIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    list_filter = ["state", "channel"]
    search_fields = ["notice__person__name", "notice__title"]
    list_display: list[Any] = [
        Column("person", label="收件人", accessor="notice.person"),
        Column("notice", label="消息"),
        Column("get_state_display", label="状态", accessor="get_state_display"),
        Column("attempts", label="尝试次数"),
        Column("words", label="说明"),
        DateColumn("settled_at", label="处理时间"),
    ]
    exclude_form_fields: list[str] = []
