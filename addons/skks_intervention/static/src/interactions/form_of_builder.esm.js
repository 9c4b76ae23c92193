import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";
import {solve} from "./proof.esm";

/**
 * What a form that an editor has put together lacks.
 *
 * The builder's list of categories begins with the first one, which nobody may have
 * meant: here it begins with none. And the page knows nothing of the proof of work, so
 * its challenge is fetched when somebody begins to fill in the form.
 */
export class BuiltReportForm extends Interaction {
    static selector = "form[data-model_name='skks.intervention']";
    dynamicContent = {
        _root: {"t-on-focusin": this.prove},
    };

    start() {
        const categories = this.el.querySelector("select[name='category_id']");
        if (categories && !categories.querySelector("option[value='']")) {
            this.insert(new Option("", ""), categories, "afterbegin");
            categories.value = "";
        }
    }

    async prove() {
        if (this.asked) {
            return;
        }
        this.asked = true;
        const answer = await this.waitFor(fetch("/interwencje/sprawdzenie"));
        const {stamp, challenge} = await this.waitFor(answer.json());
        if (challenge) {
            this.keep("stamp", stamp);
            this.keep("proof", await this.waitFor(solve(challenge)));
        }
    }

    keep(name, value) {
        const field = document.createElement("input");
        Object.assign(field, {type: "hidden", name, value});
        this.insert(field);
    }
}

registry
    .category("public.interactions")
    .add("skks_intervention.form_of_builder", BuiltReportForm);
