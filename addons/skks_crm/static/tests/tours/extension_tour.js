/** @odoo-module **/

/** Outlets are grouped by a field that the head of the office added to a type. */
import {registry} from "@web/core/registry";

// of the fields of the type (0) and of the outlet's own (1), whatever the language
const menu = (index) => `.o_accordion_toggle.o_add_custom_group_menu:eq(${index})`;

registry.category("web_tour.tours").add("skks_crm_extension_group", {
    steps: () => [
        {
            content: "the menu of groups is opened",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: menu(1),
            run: "click",
        },
        {
            content: "the field of one outlet is there",
            trigger: ".o_menu_item:contains('Password')",
        },
        {
            trigger: menu(0),
            run: "click",
        },
        {
            content: "and so is that of the type with the same number",
            trigger: ".o_menu_item:contains('Print run (Press X)')",
            run: "click",
        },
        {
            trigger: ".o_group_header:contains('12')",
        },
    ],
});
