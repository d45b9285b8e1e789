"""Input of notices."""

from typing import Any

from django import forms

from academy.notices.channels import channels
from academy.notices.kinds import WEBHOOK


class MailForm(forms.Form):
    """By which channels notices come besides the site; only those the academy has set up."""

    mail = forms.BooleanField(label="新消息也发到我的邮箱，每天最多一封", required=False)
    webhook = forms.BooleanField(label="新消息也转到单位的办公消息，每天最多一次", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not channels.items()[WEBHOOK].is_on:
            del self.fields["webhook"]
