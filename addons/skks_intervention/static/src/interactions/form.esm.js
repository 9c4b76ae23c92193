import {Interaction} from "@web/public/interaction";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/**
 * What a script adds to the public form. The form works without it, and the server
 * checks everything anew.
 */
export class ReportForm extends Interaction {
    static selector = "#skks_form";
    dynamicContent = {
        _root: {"t-on-submit": this.onSubmit},
        "#skks_category": {"t-on-change": this.showEmergency},
        "#skks_description": {"t-on-input": this.countRoom},
        "#skks_files": {"t-on-change": this.checkFiles},
        ".skks_send": {"t-att-aria-disabled": () => (this.sent ? "true" : undefined)},
    };

    setup() {
        this.sent = false;
    }

    start() {
        document.querySelector("#skks_errors")?.focus();
    }

    /** Shows the call to 112 as soon as a danger is chosen. */
    showEmergency(event) {
        const [option] = event.currentTarget.selectedOptions;
        const notice = document.querySelector("#skks_emergency");
        if (notice) {
            notice.hidden = !option?.dataset.emergency;
            notice.setAttribute("role", notice.hidden ? "region" : "alert");
        }
    }

    /** Says how much room there is, near the end only. */
    countRoom(event) {
        const field = event.currentTarget;
        const left = Number(field.dataset.room) - field.value.length;
        const told = this.el.querySelector("#skks_description_room");
        if (told) {
            told.textContent = left > 300 ? "" : _t("Characters left: %s", left);
        }
    }

    /** Refuses too many or too large files before they travel. */
    checkFiles(event) {
        const {maxFiles, maxBytes} = this.el.dataset;
        const files = [...event.currentTarget.files];
        const large = files.find((file) => file.size > Number(maxBytes));
        let fault = "";
        if (files.length > Number(maxFiles)) {
            fault = _t("Choose up to %s files.", maxFiles);
        } else if (large) {
            fault = _t("“%s” is too large.", large.name);
        }
        if (fault) {
            event.currentTarget.value = "";
        }
        const told = this.el.querySelector("#skks_files_told");
        if (told) {
            told.textContent = fault;
        }
    }

    /** A second press while the first is under way sends nothing. */
    onSubmit(event) {
        if (this.sent) {
            event.preventDefault();
        }
        this.sent = true;
    }
}

registry.category("public.interactions").add("skks_intervention.form", ReportForm);
