import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";
import {solve} from "./proof.esm";

/**
 * The proof of work for a form that an editor has put together: the page knows nothing
 * of it, so its challenge is fetched when somebody begins to fill in the form.
 */
export class BuiltReportForm extends Interaction {
    static selector = "form[data-model_name='skks.intervention']";
    dynamicContent = {
        _root: {"t-on-focusin": this.prove},
    };

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
