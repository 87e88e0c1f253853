"""Customers, their people, and what they bought: 顾客资料卡 and 顾客资料一览表 (SM-5.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _


class Customer(models.Model):
    """One customer card.

    ``clocks`` holds the customer's own amounts by ``<type>.<clock>``: ``{"complaint.reply": "24h"}``. ``find`` is
    what `find.find_customers` looks into, kept by `card`.
    """

    code = models.CharField(_("Customer code"), max_length=40, unique=True)
    name = models.CharField(_("Customer name"), max_length=160, db_index=True)
    short_name = models.CharField(_("Short name"), max_length=60, blank=True)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    rank = models.CharField(_("Customer class"), max_length=20, blank=True)
    key = models.BooleanField(_("Key customer"), default=False)
    relation = models.CharField(_("Kind of dealings"), max_length=60, blank=True)
    language = models.CharField(_("Language of letters"), max_length=10, default="zh-hans")
    region = models.CharField(_("Region"), max_length=80, blank=True)
    address = models.CharField(_("Address"), max_length=240, blank=True)
    unit = models.ForeignKey(
        "people.Unit", PROTECT, null=True, blank=True, related_name="customers", verbose_name=_("Contact window")
    )
    calendar = models.CharField(_("Working calendar"), max_length=40, blank=True)
    clocks = models.JSONField(_("Own clocks"), default=dict, blank=True)
    terms = models.TextField(_("Warranty and return terms"), blank=True)
    note = models.TextField(_("Remarks"), blank=True)
    since = models.DateField(_("Dealings since"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    ended_on = models.DateField(_("Dealings ended"), null=True, blank=True)
    find = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.short_name or self.name


class Contact(models.Model):
    """A person at the customer's."""

    customer = models.ForeignKey(Customer, PROTECT, related_name="contacts")
    name = models.CharField(_("Contact"), max_length=60)
    title = models.CharField(_("Position"), max_length=60, blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    ended_on = models.DateField(_("Left on"), null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """A thing the firm makes, as the customer names it."""

    code = models.CharField(_("Product code"), max_length=60, unique=True)
    name = models.CharField(_("Product"), max_length=160)
    spec = models.CharField(_("Type and specification"), max_length=160, blank=True)
    family = models.CharField(_("Product family"), max_length=80, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} {self.spec}".strip()


class Supply(models.Model):
    """A lot of a product a customer received."""

    customer = models.ForeignKey(Customer, PROTECT, related_name="supplies")
    product = models.ForeignKey(Product, PROTECT, related_name="supplies", verbose_name=_("Product"))
    lot = models.CharField(_("Lot"), max_length=60)
    quantity = models.PositiveIntegerField(_("Quantity"), null=True, blank=True)
    delivered_on = models.DateField(_("Delivered on"), null=True, blank=True)
    order = models.CharField(_("Order"), max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["lot"], name="supply_lot")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.lot}"


class CardChange(models.Model):
    """One change of a card, kept for ever (SM-5.2c): field, old and new value, source, who and when."""

    customer = models.ForeignKey(Customer, PROTECT, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", PROTECT, related_name="+")
    source = models.CharField(_("Source of the change"), max_length=200, blank=True)
    changes = models.JSONField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.at}"
