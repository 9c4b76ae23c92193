import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** A form of the website builder that registers a report. */
registry.category("website.form_editor_actions").add("skks_report", {
    formFields: [
        {
            type: "many2one",
            relation: "skks.intervention.category",
            domain: [["on_form", "=", true]],
            required: true,
            modelRequired: true,
            name: "category_id",
            string: _t("What it is about"),
        },
        {
            type: "char",
            modelRequired: true,
            name: "name",
            string: _t("In short"),
        },
        {
            type: "text",
            required: true,
            name: "description",
            string: _t("Description"),
        },
        {
            type: "char",
            required: true,
            name: "address",
            string: _t("Where exactly"),
        },
        {
            type: "binary",
            custom: true,
            name: "files",
            string: _t("Photos or documents"),
        },
        {
            type: "char",
            name: "contact_name",
            fillWith: "name",
            string: _t("Your name"),
        },
        {
            type: "email",
            name: "email_from",
            fillWith: "email",
            string: _t("E-mail"),
        },
        {
            type: "tel",
            name: "phone",
            fillWith: "phone",
            string: _t("Phone"),
        },
    ],
    successPage: "/interwencje/dziekujemy",
});
