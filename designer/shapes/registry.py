"""Every shape, in the order in which lists and menus show them."""

from rampsmith.designer.shapes.bezier import Bezier
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.cosine_k import CosineK
from rampsmith.designer.shapes.decay_to_floor import DecayToFloor
from rampsmith.designer.shapes.ema_warmup import EmaWarmup
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.exponential_to_end import ExponentialToEnd
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.inverse_linear import InverseLinear
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.logarithmic import Logarithmic
from rampsmith.designer.shapes.mirror_cosine import MirrorCosine
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.one_minus_square import OneMinusSquare
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.polynomial_k import PolynomialK
from rampsmith.designer.shapes.power_law import PowerLaw
from rampsmith.designer.shapes.power_of_p import PowerOfP
from rampsmith.designer.shapes.quarter_sine import QuarterSine
from rampsmith.designer.shapes.rex import Rex
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.shapes.tanh import Tanh

_IN_ORDER: tuple[type[Shape], ...] = (
    Constant,
    Linear,
    Cosine,
    Polynomial,
    PowerOfP,
    Exponential,
    ExponentialToEnd,
    OneMinusSqrt,
    OneMinusSquare,
    MirrorCosine,
    QuarterSine,
    CosineK,
    PolynomialK,
    Bezier,
    Rex,
    Tanh,
    InverseLinear,
    Logarithmic,
    EmaWarmup,
    InverseSqrt,
    PowerLaw,
    DecayToFloor,
    Staircase,
    Expression,
    Plateau,
)

SHAPES: dict[str, type[Shape]] = {shape.kind: shape for shape in _IN_ORDER}
"""Each shape by the word that stands for it in a design file."""
