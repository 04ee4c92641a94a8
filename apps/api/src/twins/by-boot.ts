import { siteKey } from '../registry/registry-store.js';

/** What a batch holds of one boot of a device. */
interface OfBoot {
  readonly siteId: string;
  readonly deviceId: string;
  readonly bootId: string;
}

/** One of something for each boot of each device of a batch, made when it is first asked for; `all` in that order. */
export class ByBoot<T extends OfBoot> {
  readonly all: T[] = [];
  private readonly byDevice = new Map<string, Map<string, T>>();

  constructor(private readonly make: (boot: OfBoot) => T) {}

  of(siteId: string, deviceId: string, bootId: string): T {
    const device = siteKey(siteId, deviceId);
    let boots = this.byDevice.get(device);
    if (!boots) this.byDevice.set(device, (boots = new Map()));
    let one = boots.get(bootId);
    if (!one) {
      one = this.make({ siteId, deviceId, bootId });
      boots.set(bootId, one);
      this.all.push(one);
    }
    return one;
  }
}
