import { registry } from "@web/core/registry";

// Both lead out of the building: to the vendor's help and to the vendor's accounts.
const userMenu = registry.category("user_menuitems");
for (const key of ["support", "odoo_account"]) {
    if (userMenu.contains(key)) {
        userMenu.remove(key);
    }
}
