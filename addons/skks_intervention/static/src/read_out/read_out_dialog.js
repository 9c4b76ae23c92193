import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** Number and code of a report that was taken down, to be read out once. */
export class ReadOutDialog extends Component {
    static template = "skks_intervention.ReadOutDialog";
    static components = { Dialog };
    static props = {
        number: String,
        code: { type: String, optional: true },
        id: { type: Number, optional: true },
        unit: { type: [String, Boolean], optional: true },
        close: Function,
    };

    setup() {
        this.action = useService("action");
    }

    /** The code, letter by letter, as it is said on the phone. */
    get spelled() {
        return [...this.props.code].join(" ");
    }

    /** What is behind the window shows the new report from then on. */
    done() {
        this.props.close();
        return this.action.doAction("soft_reload");
    }

    open() {
        this.props.close();
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "skks.intervention",
            res_id: this.props.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("skks_intervention_read_out", (env, { params }) => {
    env.services.dialog.add(ReadOutDialog, params);
    return { type: "ir.actions.act_window_close" };
});
