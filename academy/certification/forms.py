"""Input of certification."""

from __future__ import annotations

from django import forms

from academy.certification.rules.numbers import normalise_number


class CheckCertificateForm(forms.Form):
    """A number to check, as somebody typed it."""

    number = forms.CharField(
        label="证书编号",
        max_length=60,
        help_text="印在证书左下方，以 CC 开头。空格、大小写都不影响。",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": "请填写证书编号。"},
    )

    def clean_number(self) -> str:
        number = normalise_number(self.cleaned_data["number"])
        if not number:
            raise forms.ValidationError("编号由字母和数字组成，请核对后再填。")
        return number


class RevokeCertificateForm(forms.Form):
    """Why a certificate becomes void."""

    reason = forms.CharField(
        label="作废原因",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请填写作废原因。"},
        help_text="持证人和有权查看的人员可见，公众查验时不显示。",
    )


class ReissueCertificateForm(forms.Form):
    """Why a certificate is granted anew, and under which name."""

    name = forms.CharField(label="印制姓名", max_length=80)
    reason = forms.CharField(
        label="换发原因",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请填写换发原因。"},
        help_text="例如“原证书姓名有误”。原证书同时作废，新证书使用新编号。",
    )
