"""A kind that is judged only for a scope, as those of classes are."""

from academy.certification.requirements import RequirementBlock, Verdict, requirement


@requirement("present_in_scope")
class PresentInScope(RequirementBlock):
    """The person is one of those whom the scope knows as present."""

    needs_scope = True

    def prefetch(self, values, person, scope=None):
        return person.pk in scope.present

    def evaluate(self, value, person, facts, scope=None):
        wanted = f"参加过“{scope.title}”"
        if facts:
            return Verdict(met=True, wanted=wanted, own="已参加")
        return Verdict(met=False, wanted=wanted, own="未参加", next_words="先报名")

    class Meta:
        label = "参加培训"
        icon = "group"
