import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

/**
 * The card of an outlet: fields are added in the page that is there for them, by
 * whoever may, so the menu does not offer it to everybody.
 */
export class OutletFormController extends FormController {
    getStaticActionMenuItems() {
        const items = super.getStaticActionMenuItems();
        items.addPropertyFieldValue.isAvailable = () => false;
        return items;
    }
}

registry.category("views").add("skks_outlet_form", {
    ...formView,
    Controller: OutletFormController,
});
