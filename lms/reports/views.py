from django.http import HttpResponse


def course_progress(request):
    return HttpResponse("")


def course_progress_csv(request):
    return HttpResponse("")
