"""Pages of one's background jobs."""

from pathlib import PurePosixPath

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import storages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from academy.jobs.actions import retry_job
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.queries import job_report

PER_PAGE = 20


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """One's own jobs, newest first."""
    jobs = Job.objects.filter(owner_id=request.user.pk).order_by("-created_at", "-pk")
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "jobs/mine.html", {"page": page, "nav": "me"})


@require_safe
@login_required
def detail(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job: how far it is, and its result."""
    job = _visible(request, job_id)
    context = {
        "job": job,
        "report": job_report(job),
        "may_retry": job.state == JobState.FAILED and job.owner_id == request.user.pk,
        "nav": "me",
    }
    return render(request, "jobs/detail.html", context)


@require_safe
@never_cache
@login_required
def state(request: HttpRequest, job_id: int) -> JsonResponse:
    """The same as JSON, for the script that follows the job."""
    return JsonResponse(job_report(_visible(request, job_id)).as_json())


@require_safe
@never_cache
@login_required
def result(request: HttpRequest, job_id: int) -> FileResponse:
    """The file a job made: always a download, never shown in the site's name."""
    job = _visible(request, job_id)
    storage = storages["private"]
    if job.state != JobState.DONE or not job.result_file or not storage.exists(job.result_file):
        raise Http404
    name = PurePosixPath(job.result_file).name
    response = FileResponse(storage.open(job.result_file), as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@login_required
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Its owner asks for a failed job once more."""
    job = get_object_or_404(Job, pk=job_id, owner_id=request.user.pk)
    retry_job(job=job)
    messages.success(request, "已重新排队。")
    return redirect("jobs:detail", job_id)


def _visible(request: HttpRequest, job_id: int) -> Job:
    """Somebody else's job is not found: that it exists is nobody's business."""
    return get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
