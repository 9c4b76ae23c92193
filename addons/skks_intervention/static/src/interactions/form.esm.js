import {Interaction} from "@web/public/interaction";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {solve} from "./proof.esm";

/**
 * What a script adds to the public form. The form works without it, and the server
 * checks everything anew.
 */
export class ReportForm extends Interaction {
    static selector = "#skks_form";
    dynamicContent = {
        _root: {"t-on-submit": this.onSubmit, "t-on-focusin": this.startProof},
        "#skks_category": {"t-on-change": this.showEmergency},
        "#skks_description": {"t-on-input": this.countRoom},
        "#skks_files": {"t-on-change": this.checkFiles},
        ".skks_send": {"t-att-aria-disabled": () => (this.sent ? "true" : undefined)},
    };

    setup() {
        this.sent = false;
        this.proof = this.el.querySelector("input[name=proof]");
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

    /** Begins to compute as soon as somebody fills in the form. */
    startProof() {
        if (this.proof && !this.solving) {
            this.solving = solve(JSON.parse(this.proof.dataset.challenge));
            this.solving.then((payload) => (this.proof.value = payload));
        }
    }

    /** A second press while the first is under way sends nothing. */
    onSubmit(event) {
        const waits = this.proof && !this.proof.value;
        if (this.sent || waits) {
            event.preventDefault();
        }
        if (waits && !this.sent) {
            this.sendWhenSolved();
        }
        this.sent = true;
    }

    /** Nobody has to press again: the form leaves when the number is found. */
    async sendWhenSolved() {
        const told = this.el.querySelector("#skks_proof_told");
        if (told) {
            told.textContent = _t("One moment, your browser is finishing a check.");
        }
        this.startProof();
        await this.waitFor(this.solving);
        this.el.submit();
    }
}

registry.category("public.interactions").add("skks_intervention.form", ReportForm);
