"""Granting, revoking and reissuing certificates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from academy.certification.enums import CertificateState
from academy.certification.fonts import unprintable_characters
from academy.certification.models import Certificate, Programme
from academy.certification.queries import Evaluation, evaluate_programme, hours_shown
from academy.certification.rules.access import may_void_certificates
from academy.certification.rules.names import printed_name as as_printed
from academy.certification.rules.numbers import new_number
from academy.certification.scopes import key_of, title_of
from academy.core import clock
from academy.core.errors import ActionError
from academy.learning.actions import record_statement
from academy.learning.enums import Verb
from academy.people.models import standing_of

if TYPE_CHECKING:
    from academy.certification.scopes import Scope
    from academy.people.models import User


@transaction.atomic
def grant_certificate(
    *,
    programme: Programme,
    person: User,
    printed_name: str | None = None,
    scope: Scope | None = None,
) -> Certificate:
    """Grant `person` the certificate of `programme`, or return the valid one they have.

    `printed_name`: instead of the person's own name. `scope`: what it is for, such as a class; each
    has its own certificate. Refused when the programme is not published or only for classes and
    there is none, a requirement is unmet, a character cannot be printed, or an earlier certificate
    was revoked. Nothing is consumed by a refusal. Safe to call twice at once: one certificate
    comes of it.
    """
    key = key_of(scope)
    if held := _held(programme, person, key):
        return held
    _refuse_unless_grantable(programme, person, key)
    evaluation = evaluate_programme(programme, person, scope)
    _refuse_unmet(evaluation)
    snapshot = _snapshot(evaluation, printed_name or person.name, title_of(scope))
    try:
        with transaction.atomic():
            return _issue(programme=programme, holder=person, scope=key, snapshot=snapshot)
    except IntegrityError:
        # The other of two requests was first: `certification_one_valid` let only one in.
        if held := _held(programme, person, key):
            return held
        raise


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, by: User, reason: str) -> Certificate:
    """Make a valid certificate void. Its number stays answerable. Administrators only."""
    locked = _locked(certificate, by, reason)
    if not locked.is_valid:
        raise ActionError(f"证书 {locked.grouped_number} 此前已作废，无须再次作废。")
    _void(locked, by, reason)
    log(
        instance=locked,
        action="certification.revoke",
        user=by,
        data={"reason": locked.revoked_reason},
    )
    return locked


@transaction.atomic
def reissue_certificate(
    *, certificate: Certificate, by: User, reason: str, name: str | None = None
) -> Certificate:
    """Make a certificate void and grant a new one in its place, with another `name` if given.

    What it was for, what was shown and its hours stay as they were; number and day are new. A
    revoked certificate may be reissued, one that was replaced may not. Administrators only.
    """
    locked = _locked(certificate, by, reason)
    if Certificate.objects.filter(replaces=locked).exists():
        raise ActionError(f"证书 {locked.grouped_number} 已换发过新证书，请在新证书上操作。")
    snapshot = locked.snapshot | {
        "name": as_printed(name or locked.snapshot["name"]),
        "issued_on": clock.today().isoformat(),
        "replaces": locked.number,
    }
    _refuse_unprintable(snapshot)
    if locked.is_valid:
        _void(locked, by, reason)
    if _held(locked.programme, locked.holder, locked.scope):
        raise ActionError("持证人在该项目下已有另一张有效证书，不能再换发。")
    renewed = _issue(
        programme=locked.programme,
        holder=locked.holder,
        scope=locked.scope,
        snapshot=snapshot,
        replaces=locked,
    )
    deed = {"reason": reason.strip(), "replaces": locked.number}
    log(instance=renewed, action="certification.reissue", user=by, data=deed)
    return renewed


def _held(programme: Programme, person: User, scope: str) -> Certificate | None:
    valid = Certificate.objects.valid()
    return valid.filter(programme=programme, holder=person, scope=scope).first()


def _refuse_unless_grantable(programme: Programme, person: User, scope: str) -> None:
    if not programme.live:
        raise ActionError(f"证书项目“{programme}”尚未发布，暂不能领取。")
    if programme.is_for_classes and not scope:
        raise ActionError(f"证书项目“{programme}”只用于培训班结业，请在所在培训班的结业页领取。")
    if Certificate.objects.filter(programme=programme, holder=person, scope=scope).exists():
        raise ActionError("您在该项目下的证书已作废，不能自行再次领取，请联系教务办理换发。")


def _refuse_unmet(evaluation: Evaluation) -> None:
    if evaluation.met:
        return
    unmet = "；".join(part.wanted for part in evaluation.parts if not part.met)
    raise ActionError(f"还不能领取证书，未满足的条件：{unmet or '证书项目尚未设置条件'}。")


def _snapshot(evaluation: Evaluation, name: str, scope_title: str) -> dict[str, Any]:
    """Everything a certificate says, as it is now; refused when it could not be printed."""
    programme = evaluation.programme
    today = clock.today()
    snapshot = {
        "name": as_printed(name),
        "title": programme.title,
        "statement": programme.statement,
        "issuer": programme.issuer,
        "scope": scope_title,
        "programme_revision": programme.live_revision_id,
        "requirements": [asdict(part) for part in evaluation.parts],
        "hours": hours_shown(evaluation.person, today.year),
        "issued_on": today.isoformat(),
        "replaces": "",
    }
    _refuse_unprintable(snapshot)
    return snapshot


def _refuse_unprintable(snapshot: dict[str, Any]) -> None:
    if not snapshot["name"]:
        raise ActionError("姓名为空，无法印制证书，请先请单位管理员补全姓名。")
    if missing := unprintable_characters(snapshot["name"]):
        raise ActionError(
            f"姓名中的{_quoted(missing)}现有字体无法印出，证书未生成。请联系教务处理。"
        )
    printed = "".join(snapshot.get(key, "") for key in ("title", "statement", "issuer", "scope"))
    if missing := unprintable_characters(printed):
        raise ActionError(f"证书正文中的{_quoted(missing)}现有字体无法印出，请联系教务修改。")


def _quoted(characters: Iterable[str]) -> str:
    return "、".join(f"“{character}”" for character in characters)


def _issue(
    *,
    programme: Programme,
    holder: User,
    scope: str,
    snapshot: dict[str, Any],
    replaces: Certificate | None = None,
) -> Certificate:
    certificate = Certificate.objects.create(
        number=new_number(clock.today().year),
        programme=programme,
        holder=holder,
        scope=scope,
        snapshot=snapshot,
        replaces=replaces,
    )
    record_statement(
        user=holder,
        verb=Verb.CERTIFIED,
        object_type="certificate",
        object_id=certificate.number,
        title=programme.title,
        result={"words": f"证书编号 {certificate.grouped_number}"},
    )
    return certificate


def _locked(certificate: Certificate, by: User, reason: str) -> Certificate:
    """The row, locked, after the checks that revoking and reissuing share."""
    if not may_void_certificates(standing_of(by)):
        raise ActionError("只有教务可以作废或换发证书。")
    if not reason.strip():
        raise ActionError("请填写原因。")
    rows = Certificate.objects.select_related("programme", "holder")
    return rows.select_for_update(of=("self",)).get(pk=certificate.pk)


def _void(certificate: Certificate, by: User, reason: str) -> None:
    certificate.state = CertificateState.VOID
    certificate.revoked_at = clock.now()
    certificate.revoked_by = by
    certificate.revoked_reason = reason.strip()
    certificate.save(update_fields=["state", "revoked_at", "revoked_by", "revoked_reason"])
