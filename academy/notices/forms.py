"""Input of notices."""

from django import forms


class MailForm(forms.Form):
    """Whether notices come by mail too."""

    mail = forms.BooleanField(label="新消息也发到我的邮箱，每天最多一封", required=False)
