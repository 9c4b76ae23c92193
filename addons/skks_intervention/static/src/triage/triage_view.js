import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { InboxRenderer, inboxView } from "@skks_base/inbox/inbox_view";
import { ChooseDialog } from "./choose_dialog";

/** Reports that no rule has sent anywhere, and a key for each decision about them. */
export class TriageRenderer extends InboxRenderer {
    static template = "skks_intervention.TriageRenderer";
    static model = "skks.intervention";
    static reader = "triage_report";

    get keys() {
        const { unit, suggestion, sorted, dropped } = this.state.letter || {};
        const open = { key: "o", name: "open", label: _t("Open the report") };
        if (sorted) {
            const undo = { key: "c", name: "undo", label: _t("Undo “not a case”") };
            return dropped ? [undo, open] : [open];
        }
        return [
            ...(unit
                ? [{ key: "w", name: "send", label: _t("Send to %s", unit.name), primary: true }]
                : []),
            { key: "i", name: "unit", label: unit ? _t("Another unit") : _t("Choose a unit") },
            ...(suggestion
                ? [{ key: "p", name: "use", label: _t("It is about: %s", suggestion.name) }]
                : []),
            { key: "k", name: "category", label: _t("Category") },
            { key: "n", name: "dismiss", label: _t("Not a case") },
            open,
        ];
    }

    decisions(report) {
        return {
            send: () => this.send(report, report.unit.id, report.unit.person, report.unit.name),
            unit: () => this.chooseUnit(report),
            use: () => this.categorise(report, report.suggestion),
            category: () => this.chooseCategory(report),
            dismiss: () => this.dismiss(report),
            undo: () => this.undo(report),
            open: () => this.openCase(report.case),
        };
    }

    label(fieldName, record) {
        const { selection } = this.props.list.fields[fieldName];
        return (selection.find(([value]) => value === record.data[fieldName]) || ["", ""])[1];
    }

    send(report, unit, person, name) {
        return this.call(report, "triage_send", [unit, person], _t("Sent to %s:", name), true);
    }

    categorise(report, { id, name }) {
        return this.call(report, "triage_categorise", [id], _t("It is about: %s", name));
    }

    undo(report) {
        return this.call(report, "action_undo_not_a_case", []);
    }

    chooseUnit(report) {
        this.choose(report, "triage_units", {
            title: _t("Send to a unit"),
            label: _t("Unit or person"),
            action: _t("Send"),
            onChoose: ({ entity, person, name }) => this.send(report, entity, person, name),
        });
    }

    chooseCategory(report) {
        this.choose(report, "triage_categories", {
            title: _t("What it is about"),
            label: _t("Category"),
            action: _t("Choose"),
            onChoose: (category) => this.categorise(report, category),
        });
    }

    choose(report, method, props) {
        const find = (term) => this.orm.call(this.model, method, [report.id, term]);
        this.dialog.add(ChooseDialog, { ...props, find }, { onClose: () => this.focusList() });
    }

    dismiss(report) {
        return this.action.doAction("skks_base.skks_reason_action", {
            additionalContext: {
                active_model: this.model,
                active_id: report.id,
                active_ids: [report.id],
                reason_action: "action_not_a_case",
            },
            onClose: (infos) => this.afterDismiss(report, infos),
        });
    }

    async afterDismiss(report, infos) {
        if (!infos?.dismiss) {
            await this.reload(report);
            const { dropped } = await this.read(report.id);
            if (dropped) {
                this.tell(_t("Not a case."), {
                    name: _t("Undo"),
                    onClick: () => this.undo(report),
                });
            }
        }
        this.focusList();
    }
}

registry.category("views").add("skks_triage", { ...inboxView, Renderer: TriageRenderer });
