import { JoinDialog } from "@skks_base/inbox/join_dialog";

/** Choose one of what a search finds, with the keyboard alone. */
export class ChooseDialog extends JoinDialog {
    static template = "skks_intervention.ChooseDialog";
    static props = {
        title: String,
        label: String,
        action: String,
        find: Function,
        onChoose: Function,
        close: Function,
    };

    async search() {
        this.state.cases = await this.keepLast.add(this.props.find(this.state.term));
        this.state.chosen = 0;
    }

    onKeydown(ev) {
        super.onKeydown(ev);
        const option = document.getElementById(`skks_choose_${this.state.chosen}`);
        option?.scrollIntoView({ block: "nearest" });
    }
}
