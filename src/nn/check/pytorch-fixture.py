"""Makes pytorch-fixture.json: what PyTorch gives for the network that src/nn/network.ts describes.

Run from this folder with the PyTorch named below: python3 pytorch-fixture.py. The seed below fixes every number.
All is computed in double precision from weights and data that float32 holds exactly. The cell is written as its authors
do, one convolution over input and state side by side, so that it shares nothing with ours but the equations.
"""

import json
from pathlib import Path

import torch

SEED = 20260
# What Debian 12 calls its python3-torch 1.13.
EXPECTED_VERSION = "1.13.0a0"
STEPS = 3
BETAS = (0.9, 0.999)
# Large, so that a gradient close to zero does not turn rounding into a step of full size.
EPSILON = 1e-3
RATE = 0.01
CLIP = 1.0
# Makes the gradient longer than CLIP.
LOSS_SCALE = 20.0

CASES = [
    dict(name="two layers, 3 x 3, given states", k=3, batch=2, months=4, rows=5, cols=4, channels=2, filters=[3, 2], outputs=2, states=True),
    dict(name="one layer, 5 x 5, a given state", k=5, batch=1, months=3, rows=6, cols=5, channels=1, filters=[2], outputs=1, states=True),
    dict(name="two layers, 1 x 1", k=1, batch=3, months=5, rows=3, cols=3, channels=4, filters=[5, 2], outputs=3, states=False),
    dict(name="one sample, one month", k=3, batch=1, months=1, rows=7, cols=9, channels=2, filters=[3, 2], outputs=2, states=False),
]


def draw(*shape, scale=1.0):
    """Seeded numbers that float32 holds exactly, as float64."""
    return (torch.randn(*shape) * scale).float().double()


def plain(tensor, digits):
    """A tensor as its shape and its numbers."""
    return {"shape": list(tensor.shape), "values": [float(f"%.{digits}g" % v) for v in tensor.detach().flatten().tolist()]}


def cell(x, h, c, weight, bias):
    """One month: x [B, C, R, W], h and c [B, F, R, W], weight [4F, C + F, k, k], gates i, f, o, g."""
    z = torch.nn.functional.conv2d(torch.cat([x, h], 1), weight, bias, padding=weight.shape[2] // 2)
    i, f, o, g = torch.split(z, h.shape[1], 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def forward(x, weights, states):
    """x [B, M, C, R, W] to heads [B, M, outputs, R, W] and the states after the last month."""
    sequence, after = list(x.unbind(1)), []
    for (weight, bias), (h, c) in zip(weights["layers"], states):
        out = []
        for month in sequence:
            h, c = cell(month, h, c, weight, bias)
            out.append(h)
        sequence = out
        after.append((h, c))
    kernel, bias = weights["heads"]
    heads = torch.stack([torch.einsum("bfrw,fo->borw", h, kernel) + bias[:, None, None] for h in sequence], 1)
    return heads, after


def named(layers, heads, channels, of=lambda t: t):
    """Weights, or what `of` gives for them, by the names and in the layouts of network.ts."""
    result, below = {}, channels
    for i, (weight, bias) in enumerate(layers):
        ours = of(weight).permute(2, 3, 1, 0)
        result[f"layer{i}/kernel"] = ours[:, :, :below]
        result[f"layer{i}/recurrent"] = ours[:, :, below:]
        result[f"layer{i}/bias"] = of(bias)
        below = bias.shape[0] // 4
    result["heads/kernel"], result["heads/bias"] = of(heads[0]), of(heads[1])
    return result


def make(case):
    k, batch, months, rows, cols, channels = (case[n] for n in ("k", "batch", "months", "rows", "cols", "channels"))
    layers, states, below = [], [], channels
    for features in case["filters"]:
        size = k * k * (below + features)
        layers.append((draw(4 * features, below + features, k, k, scale=size**-0.5), draw(4 * features, scale=0.5)))
        shape = (batch, features, rows, cols)
        states.append((draw(*shape, scale=0.5), draw(*shape)) if case["states"] else (torch.zeros(*shape).double(),) * 2)
        below = features
    heads = (draw(below, case["outputs"]), draw(case["outputs"], scale=0.5))
    x = draw(batch, months, channels, rows, cols)
    target = draw(batch, months, case["outputs"], rows, cols)
    every = [t for pair in [*layers, heads] for t in pair]
    for t in every:
        t.requires_grad_()
    weights = {"layers": layers, "heads": heads}
    last_channel = lambda t: t.permute(0, 1, 3, 4, 2)
    record = {
        "name": case["name"],
        "shape": {"channels": channels, "filters": case["filters"], "kernel": k, "outputs": case["outputs"]},
        "x": plain(last_channel(x), 9),
        "target": plain(last_channel(target), 9),
        "weights": {n: plain(t, 9) for n, t in named(layers, heads, channels).items()},
    }
    if case["states"]:
        record["states"] = [{"h": plain(h.permute(0, 2, 3, 1), 9), "c": plain(c.permute(0, 2, 3, 1), 9)} for h, c in states]
    optimiser = torch.optim.Adam(every, lr=RATE, betas=BETAS)
    norms = []
    for step in range(1, STEPS + 1):
        optimiser.zero_grad()
        out, after = forward(x, weights, states)
        loss = LOSS_SCALE * ((out - target) ** 2).mean()
        loss.backward()
        if step == 1:
            record["heads"] = plain(last_channel(out), 9)
            record["after"] = [{"h": plain(h.permute(0, 2, 3, 1), 9), "c": plain(c.permute(0, 2, 3, 1), 9)} for h, c in after]
            record["loss"] = loss.item()
            record["gradients"] = {n: plain(t, 9) for n, t in named(layers, heads, channels, lambda t: t.grad).items()}
        norms.append(torch.nn.utils.clip_grad_norm_(every, CLIP).item())
        # Ours adds epsilon before the second bias correction, PyTorch after it.
        optimiser.param_groups[0]["eps"] = EPSILON / (1 - BETAS[1] ** step) ** 0.5
        optimiser.step()
    assert min(norms) > 1.2 * CLIP, f"{case['name']}: nothing to clip in {norms}"
    record["trained"] = {n: plain(t, 9) for n, t in named(layers, heads, channels).items()}
    return record


def main():
    version = torch.__version__.split("+")[0]
    assert version == EXPECTED_VERSION, f"made with PyTorch {EXPECTED_VERSION}, this is {version}"
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    optimiser = {"steps": STEPS, "learningRate": RATE, "beta1": BETAS[0], "beta2": BETAS[1], "epsilon": EPSILON, "clipNorm": CLIP}
    fixture = {"pytorch": version, "seed": SEED, "lossScale": LOSS_SCALE, "optimiser": optimiser, "cases": [make(c) for c in CASES]}
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
