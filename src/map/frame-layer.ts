import { Layer, type LayerProps, project32, type UpdateParameters } from '@deck.gl/core';
import type { Texture } from '@luma.gl/core';
import { Model } from '@luma.gl/engine';
import type { Frame } from '../state/frame.ts';
import { COLOUR_STEPS, type ColourTable } from './colour-table.ts';
import { type FrameMesh, frameMesh } from './frame-mesh.ts';
import { fragmentShader, frameUniforms, MISSING, vertexShader } from './frame-shader.ts';

export interface FrameLayerProps {
  readonly frame: Frame;
  /** Absolute month to show; one outside the frame draws nothing. */
  readonly month: number;
  /** Values at both ends of the colour table; beyond them the end colours hold. */
  readonly domain: readonly [number, number];
  readonly colours: ColourTable;
  /** 0 as it is, 1 all grey: a frame that no longer answers the question. */
  readonly fade: number;
  /** Read by @deck.gl/maplibre: the style layer under which this one is drawn. */
  readonly beforeId?: string;
}

/**
 * Draws one store frame, exact for EPSG:6933 on the globe and on Mercator. A year is one texture array, a month is one
 * uniform, the colour map is applied in the shader, and a missing cell is not drawn.
 */
export class FrameLayer extends Layer<FrameLayerProps> {
  static override layerName = 'FrameLayer';
  static override defaultProps = {
    frame: { type: 'object', value: null, compare: false },
    month: { type: 'number', value: 0 },
    domain: { type: 'array', value: [0, 1], compare: true },
    colours: { type: 'object', value: null, compare: false },
    fade: { type: 'number', value: 0 },
  };

  declare state: {
    model?: Model;
    mesh: FrameMesh;
    values?: Texture;
    colours?: Texture;
  };

  override getShaders() {
    return super.getShaders({ vs: vertexShader, fs: fragmentShader, modules: [project32, frameUniforms] });
  }

  override initializeState(): void {
    this.setState({ mesh: frameMesh(this.props.frame.patch) });
    this.getAttributeManager()?.add({
      indices: {
        size: 1,
        isIndexed: true,
        noAlloc: true,
        update: (a) => ((a as Held).value = this.state.mesh.indices),
      },
      positions: {
        size: 3,
        type: 'float64',
        fp64: this.use64bitPositions(),
        noAlloc: true,
        update: (a) => ((a as Held).value = this.state.mesh.positions),
      },
      cells: { size: 2, noAlloc: true, update: (a) => ((a as Held).value = this.state.mesh.cells) },
    });
    const model = new Model(this.context.device, {
      ...this.getShaders(),
      id: this.props.id,
      bufferLayout: this.getAttributeManager()?.getBufferLayouts() ?? [],
      topology: 'triangle-list',
      isInstanced: false,
      vertexCount: this.state.mesh.vertexCount,
    });
    this.setState({ model });
  }

  override updateState({ props, oldProps }: UpdateParameters<this>): void {
    if (props.frame !== oldProps.frame) this.#upload(props.frame, oldProps.frame);
    if (props.colours !== oldProps.colours) this.#uploadColours(props.colours);
  }

  override finalizeState(context: Parameters<Layer['finalizeState']>[0]): void {
    this.#drop('values');
    this.#drop('colours');
    this.state.model?.destroy();
    super.finalizeState(context);
  }

  override draw(): void {
    const { frame, month, domain, fade, opacity } = this.props;
    const { model, values, colours } = this.state;
    const index = month - frame.firstMonth;
    if (!model || !values || !colours || index < 0 || index >= frame.months) return;
    model.shaderInputs.setProps({
      frame: {
        frameValues: values,
        frameColours: colours,
        low: domain[0],
        high: domain[1],
        month: index,
        fade,
        strength: opacity,
      },
    });
    model.draw(this.context.renderPass);
  }

  #upload(frame: Frame, before: Frame | undefined): void {
    if (before?.patch !== frame.patch) {
      const mesh = frameMesh(frame.patch);
      this.setState({ mesh });
      this.state.model?.setVertexCount(mesh.vertexCount);
      this.getAttributeManager()?.invalidateAll();
    }
    const [width, height] = [frame.patch.cols[1] - frame.patch.cols[0], frame.patch.rows[1] - frame.patch.rows[0]];
    // Whether a NaN survives to a comparison is the driver's choice; a number no field can hold is not.
    const values = frame.values.map((v) => (Number.isNaN(v) ? MISSING : v));
    const texture = this.context.device.createTexture({
      dimension: '2d-array',
      format: 'r32float',
      width,
      height,
      depth: frame.months,
      sampler: { minFilter: 'nearest', magFilter: 'nearest', mipmapFilter: 'none' },
    });
    texture.writeData(values, { width, height, depthOrArrayLayers: frame.months });
    this.#drop('values');
    this.setState({ values: texture });
  }

  #uploadColours(table: ColourTable): void {
    const texture = this.context.device.createTexture({
      format: 'rgba8unorm',
      width: COLOUR_STEPS,
      height: 1,
      sampler: { minFilter: 'linear', magFilter: 'linear', addressModeU: 'clamp-to-edge' },
    });
    texture.writeData(table, { width: COLOUR_STEPS, height: 1 });
    this.#drop('colours');
    this.setState({ colours: texture });
  }

  #drop(which: 'values' | 'colours'): void {
    this.state[which]?.destroy();
  }
}

/** The part of a deck.gl attribute that an update function fills. */
interface Held {
  value: ArrayBufferView | null;
}

export type FrameLayerInput = FrameLayerProps & LayerProps;
