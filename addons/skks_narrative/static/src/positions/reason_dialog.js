import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/**
 * Why a position is used although it is not confirmed or not valid.
 *
 * Ctrl+Enter is the dialog's own key for its main button.
 */
export class PositionReasonDialog extends Component {
    static template = "skks_narrative.PositionReasonDialog";
    static components = { Dialog };
    static props = { obstacle: String, onReason: Function, close: Function };

    setup() {
        this.reasonRef = useRef("reason");
        this.state = useState({ reason: "", missing: false });
        onMounted(() => this.reasonRef.el.focus());
    }

    confirm() {
        const reason = this.state.reason.trim();
        this.state.missing = !reason;
        if (!reason) {
            this.reasonRef.el.focus();
            return;
        }
        this.props.onReason(reason);
        this.props.close();
    }
}
