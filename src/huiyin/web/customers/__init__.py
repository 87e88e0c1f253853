"""The pages of customers: the register (顾客资料一览表), everything about one of them, and the deeds on her card."""

from django.urls import path

from huiyin.web.customers.beside_card import contact_change, contact_new, lot_change, lot_new, product_new
from huiyin.web.customers.card import change, new
from huiyin.web.customers.export import as_list, as_workbook
from huiyin.web.customers.page import customer
from huiyin.web.customers.register import customers
from huiyin.web.customers.trail import changes

urlpatterns = [
    path("customers", customers, name="customers"),
    path("customers.xlsx", as_workbook, name="customers_workbook"),
    path("customers.csv", as_list, name="customers_list"),
    path("new/customer", new, name="customer_new"),
    path("new/product", product_new, name="product_new"),
    path("customers/<path:code>/card/change", change, name="customer_change"),
    path("customers/<path:code>/card/changes", changes, name="customer_changes"),
    path("customers/<path:code>/contacts/new", contact_new, name="contact_new"),
    path("customers/<path:code>/contacts/<int:pk>/change", contact_change, name="contact_change"),
    path("customers/<path:code>/lots/new", lot_new, name="lot_new"),
    path("customers/<path:code>/lots/<int:pk>/change", lot_change, name="lot_change"),
    path("customers/<path:code>", customer, name="customer"),
]
