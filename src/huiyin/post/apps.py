"""The post as a Django app."""

from django.apps import AppConfig


class PostConfig(AppConfig):
    """Letters out, and the loop that watches deadlines. It reads declarations and holds no rules."""

    name = "huiyin.post"
