"""Compare the ledger of hours with totals, completions and whatever else repeats its figures."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from academy.learning.auditors import find_differences
from academy.learning.models import CreditEntry


class Command(BaseCommand):
    help = "核对学时台账与年度合计、完成记录；有不一致时逐条列出并以 1 退出。"

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for difference in find_differences():
            self.stdout.write(str(difference))
            found += 1
        if found:
            raise CommandError(f"发现 {found} 处不一致。")
        self.stdout.write(f"核对 {CreditEntry.objects.count()} 笔学时记录，全部一致。")
