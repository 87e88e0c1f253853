from django.apps import AppConfig
from django.core.checks import register


class OperateConfig(AppConfig):
    name = "huiyin.operate"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Look at the machine whenever Django looks at itself."""
        from huiyin.operate import ground  # inline: app start

        register(ground.sqlite_is_repaired, "database")
        register(ground.postgres_reads_chinese, "database")
